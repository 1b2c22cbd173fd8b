import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { readSettings } from '../../config/read-settings.js';
import type { ProcessableOrder } from './processable-order.js';
import { SimulatedProcessor } from './simulated-processor.js';

const BASE: ProcessableOrder = {
  orderId: 'A0001',
  userId: 'user1',
  itemIds: ['item1'],
  totalMinor: 100,
  attempt: 1,
  idempotencyKey: 'A0001',
};

/** Runs one attempt. @returns how long it slept, and how it ended */
async function simulate(
  order: Partial<ProcessableOrder>,
  settings: Record<string, string> = {},
): Promise<[number, string]> {
  const clock = new ManualClock();
  const processor = new SimulatedProcessor(readSettings(settings), clock);
  const outcome = processor.process({ ...BASE, ...order }, new AbortController().signal).then(
    () => 'done',
    (error: unknown) => String(error),
  );
  const slept = clock.nextWake() ?? 0;
  clock.advance(slept);
  return [slept, await outcome];
}

const withItem = (item: string): Partial<ProcessableOrder> => ({ itemIds: ['item1', item] });

describe('the simulation', () => {
  it('sleeps within its bounds and succeeds', async () => {
    for (let round = 0; round < 50; round++) {
      const [slept, outcome] = await simulate({});
      expect(slept).toBeGreaterThanOrEqual(500);
      expect(slept).toBeLessThanOrEqual(4000);
      expect(outcome).toBe('done');
    }
  });

  it('does the same each time with a seed, and something else for other orders and attempts', async () => {
    const seeded = { SIM_SEED: 'seed', SIM_FAILURE_RATE: '0.5' };
    const first = await simulate({}, seeded);
    expect(await simulate({}, seeded)).toEqual(first);
    const others = await Promise.all([
      simulate({ attempt: 2 }, seeded),
      simulate({ orderId: 'A0002' }, seeded),
      simulate({}, { ...seeded, SIM_SEED: 'other' }),
    ]);
    expect(others.map(([slept]) => slept)).not.toContain(first[0]);
  });

  it('fails at the rate it is told to', async () => {
    const settings = { SIM_SEED: 'seed', SIM_FAILURE_RATE: '0.3' };
    const runs = Array.from({ length: 1000 }, (_, index) => simulate({ orderId: `A${index}` }, settings));
    const failures = (await Promise.all(runs)).filter(([, outcome]) => outcome !== 'done').length;
    expect(failures).toBeGreaterThan(250);
    expect(failures).toBeLessThan(350);
  });

  it.each([
    ['sim:fail', 1, 'Error: Simulated failure.'],
    ['sim:fail', 9, 'Error: Simulated failure.'],
    ['sim:fail-once', 1, 'Error: Simulated failure.'],
    ['sim:fail-once', 2, 'done'],
    ['sim:slow', 1, 'done'],
    ['sim:crash', 1, 'PermanentError: sim:crash needs SIM_ALLOW_CRASH=true.'],
  ])('obeys %s at attempt %d', async (item, attempt, expected) => {
    expect((await simulate({ ...withItem(item), attempt }))[1]).toBe(expected);
  });

  it('is slow, or never done, when told so', async () => {
    expect((await simulate(withItem('sim:slow')))[0]).toBe(20_000);
    expect((await simulate(withItem('sim:hang')))[0]).toBeGreaterThan(86_400_000);
  });
});
