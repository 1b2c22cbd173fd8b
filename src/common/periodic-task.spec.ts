import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Logger } from '@nestjs/common';
import { PeriodicTask } from './periodic-task.js';

const AWAY = new Error('The database is away.');
const SOON_MS = 1;

describe('a periodic task', () => {
  let runs: { end: () => void; fail: (error: Error) => void }[];
  let told: string[];
  let task: PeriodicTask;

  beforeEach(() => {
    runs = [];
    told = [];
    task = new PeriodicTask(
      () => new Promise((end, fail) => runs.push({ end, fail })),
      { warn: (text: string) => told.push(text) } as unknown as Logger,
      'Could not do it',
      () => Promise.resolve(void told.push('more')),
    );
  });

  it('has one run at a time, and runAnew waits for a run that starts later', async () => {
    const first = task.run();
    const joined = task.run();
    const anew = task.runAnew();
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await Promise.all([first, joined]);
    await new Promise(setImmediate);
    expect(runs).toHaveLength(2);
    runs[1]?.end();
    await anew;
  });

  it('logs a failure and runs again', async () => {
    const failing = task.run();
    runs[0]?.fail(AWAY);
    await failing;
    expect(told).toEqual(['Could not do it: The database is away.', 'more']);
    void task.run();
    expect(runs).toHaveLength(2);
  });

  it('starts no run after a stop, and logs no failure then', async () => {
    const running = task.run();
    const stopped = task.stop();
    await task.run();
    runs[0]?.fail(AWAY);
    await Promise.all([running, stopped]);
    await task.runAnew();
    expect([runs.length, told]).toEqual([1, []]);
  });

  it('delays a stop no longer than its time limit', async () => {
    void task.run();
    await task.stop(SOON_MS);
    expect(task.isStopped).toBe(true);
  });
});
