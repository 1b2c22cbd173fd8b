import { expect } from '@jest/globals';
import type { Fleet } from '../fleet/fleet.js';
import { metricsOf } from '../support/metrics.js';
import { until } from '../support/until.js';
import { Chance } from './chance.js';
import type { Ledger } from './ledger.js';
import { ModelClient } from './model-client.js';
import { MODEL } from './model-settings.js';
import { anyOperation } from './operations.js';
import { walkPages } from './reads.js';
import type { Talk } from './talk.js';
import { makeTrouble } from './trouble.js';

const CLIENTS = 16;
/** Until the last lease has run out, another leader is there, and all that was left is done, on a busy machine. */
export const SETTLE_MS = 90_000;

type Metrics = Awaited<ReturnType<typeof metricsOf>>;

/** All clients and the trouble, for as long as it is set. The first fault ends it all. */
export async function live(
  fleet: Fleet,
  talk: Talk,
  ledger: Ledger,
  seed: number,
): Promise<{ requests: number; killed: number; stopped: number }> {
  const end = new AbortController();
  const over = end.signal;
  const timer = setTimeout(() => end.abort(), MODEL.seconds * 1000);
  let requests = 0;
  const client = async (number: number): Promise<void> => {
    const chance = new Chance(seed, number);
    const self = new ModelClient(`${number}`, chance, talk, ledger);
    for (; !over.aborted; requests++) await anyOperation(chance)(self);
  };
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number + 1));
  const ends = makeTrouble(fleet, new Chance(seed), over);
  const watched = [...clients, ends].map((one) =>
    one.catch((error: unknown) => {
      end.abort();
      throw error;
    }),
  );
  const [first] = (await Promise.allSettled(watched)).filter((one) => one.status === 'rejected');
  clearTimeout(timer);
  if (first) throw first.reason;
  return { requests, ...(await ends) };
}

/** Waits until nothing is under way. @returns seconds */
export async function settle(fleet: Fleet): Promise<number> {
  const begin = performance.now();
  const passed = (): number => performance.now() - begin;
  await until(async () => {
    const [instance] = fleet.instances;
    const { order_status_counts: counts } = await metricsOf({ url: instance?.url ?? '' });
    const unfinished = (counts['pending'] ?? 0) + (counts['processing'] ?? 0);
    if (unfinished > 0 && passed() > SETTLE_MS) throw new Error(`${unfinished} orders are stuck.`);
    return unfinished === 0;
  });
  return Math.round(passed() / 1000);
}

/** The same of all instances. */
export async function metricsAtRest(fleet: Fleet): Promise<Metrics> {
  const [first, ...others] = await Promise.all(fleet.instances.map(metricsOf));
  if (!first) throw new Error('No instance is left.');
  for (const other of others) expect(other).toEqual(first);
  return first;
}

/** Lists have as many orders as are counted, with each filter. */
export async function expectWholePages(
  talk: Talk,
  chance: Chance,
  { total_orders: total, order_status_counts: counts }: Metrics,
): Promise<void> {
  expect((await walkPages({ talk, chance }))?.size).toBe(total);
  for (const [status, count] of Object.entries(counts))
    expect([status, (await walkPages({ talk, chance }, `status=${status}`))?.size]).toEqual([status, count]);
}
