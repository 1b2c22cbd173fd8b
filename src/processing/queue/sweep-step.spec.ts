import { beforeEach, describe, expect, it } from '@jest/globals';
import { SweepStep } from './sweep-step.js';

const AWAY = new Error('The database is away.');

describe('a step of the sweep', () => {
  let runs: { end: () => void; fail: (error: Error) => void }[];
  let failures: boolean[];
  let step: SweepStep;

  beforeEach(() => {
    runs = [];
    failures = [];
    step = new SweepStep(
      () => new Promise((end, fail) => runs.push({ end, fail })),
      (_, isTooOften) => Promise.resolve(void failures.push(isTooOften)),
    );
  });

  async function fail(): Promise<void> {
    const run = step.run();
    runs.at(-1)?.fail(AWAY);
    await run;
  }

  it('has one run at a time, and begins another for who needs one that begins from now on', async () => {
    const first = step.run();
    const joined = step.run();
    const anew = step.runAnew();
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await Promise.all([first, joined]);
    await new Promise(setImmediate);
    expect(runs).toHaveLength(2);
    runs[1]?.end();
    await anew;
  });

  it('tells of each third failure in a row', async () => {
    for (let failure = 0; failure < 4; failure++) await fail();
    const run = step.run();
    runs.at(-1)?.end();
    await run;
    for (let failure = 0; failure < 3; failure++) await fail();
    expect(failures).toEqual([false, false, true, false, false, false, true]);
  });
});
