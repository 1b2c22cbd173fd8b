import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TwoCounters } from '../support/two-counters.js';

describe('counters in Redis compared with the rows', () => {
  let both: TwoCounters;

  beforeEach(async () => {
    both = await TwoCounters.open();
  });

  afterEach(() => both.close());

  it('are repaired when they are wrong', async () => {
    await both.first.hydrate();
    both.takeAndComplete(both.first, 5);
    both.second.created();
    expect(await both.readBoth()).not.toContainEqual(both.rows.truth.read());
    await both.first.repair();
    await both.expectTruthFromRedis();
  });

  it('are repaired while others go on changing orders', async () => {
    await both.first.hydrate();
    both.second.created();
    await both.readBoth();
    const goOn = async (): Promise<void> => {
      both.rows.meanwhile = goOn;
      both.takeAndComplete(both.second, 5);
      await both.readBoth();
    };
    both.rows.meanwhile = goOn;
    await both.first.repair();
    await both.expectTruthFromRedis();
  });

  it('are repaired once by two who find out at once', async () => {
    await both.first.hydrate();
    both.second.created();
    await both.readBoth();
    await Promise.all([both.first.repair(), both.second.repair()]);
    await both.expectTruthFromRedis();
  });

  it('are right soon, also if changes were on their way to them at the first count', async () => {
    both.rows.truth.created();
    both.rows.meanwhile = async () => {
      both.second.created();
      await both.readBoth();
    };
    await both.first.hydrate();
    await both.expectTruthFromRedis();
  });

  it('are not repaired for what was on its way at some counts, and not at all', async () => {
    await both.first.hydrate();
    const before = both.rows.counts;
    const late = async (): Promise<void> => {
      both.second.created();
      await both.readBoth();
      if (both.rows.counts < before + 2) both.rows.truth.created();
      both.rows.meanwhile = both.rows.counts < before + 2 ? late : both.rows.meanwhile;
    };
    both.rows.truth.created();
    both.rows.meanwhile = late;
    await both.first.repair();
    await both.expectTruthFromRedis();
  });

  it('are not repaired for a stream of changes of which some are always on their way', async () => {
    await both.first.hydrate();
    let ahead = 0;
    const leaveOnTheWay = (changes: number): void => {
      for (; ahead < changes; ahead++) both.rows.truth.created();
      for (; ahead > changes; ahead--) both.second.created();
    };
    const lags = [5, 4, 6];
    const goOn = async (): Promise<void> => {
      leaveOnTheWay(lags.shift() ?? 0);
      await both.readBoth();
      both.rows.meanwhile = goOn;
    };
    leaveOnTheWay(2);
    both.rows.meanwhile = goOn;
    await both.first.repair();
    leaveOnTheWay(0);
    await both.expectTruthFromRedis();
  });

  it('are not repaired for changes that are still on their way', async () => {
    await both.first.hydrate();
    both.takeAndComplete(both.second, 5);
    await both.first.repair();
    await both.expectTruthFromRedis();
  });
});
