import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TwoCounters } from '../support/two-counters.js';

describe('counters in Redis', () => {
  let both: TwoCounters;

  beforeEach(async () => {
    both = await TwoCounters.open();
  });

  afterEach(() => both.close());

  it('are the same for all, whoever has counted', async () => {
    both.takeAndComplete(both.first, 5);
    await both.first.hydrate();
    both.takeAndComplete(both.first, 20);
    both.takeAndComplete(both.second, 30);
    await both.expectTruthFromRedis();
  });

  it('are counted by SQL until they are there', async () => {
    both.takeAndComplete(both.first, 5);
    expect(await both.readBoth()).toEqual([both.rows.truth.read(), both.rows.truth.read()]);
    expect(both.rows.counts).toBe(2);
  });

  it('are begun once, and miss nothing that happens during the count', async () => {
    both.takeAndComplete(both.first, 5);
    both.rows.meanwhile = async () => {
      both.takeAndComplete(both.first, 3);
      both.takeAndComplete(both.second, 4);
      await both.readBoth();
    };
    await both.first.hydrate();
    await both.second.hydrate();
    await both.expectTruthFromRedis();
  });

  it('are begun later when Redis goes away during the first count', async () => {
    both.takeAndComplete(both.first, 5);
    both.rows.meanwhile = () => {
      both.links[0].commands.disconnect(true);
      return new Promise((resolve) => both.links[0].commands.once('close', resolve));
    };
    await both.first.begin();
    await new Promise((resolve) => both.links[0].commands.once('ready', resolve));
    await both.first.hydrate();
    await both.first.hydrate();
    await both.expectTruthFromRedis();
  });

  it('are begun anew when Redis has lost them, and right until then', async () => {
    both.takeAndComplete(both.first, 5);
    await both.first.hydrate();
    await both.forget();
    both.takeAndComplete(both.second, 5);
    expect(await both.readBoth()).toEqual([both.rows.truth.read(), both.rows.truth.read()]);
    await both.second.hydrate();
    both.takeAndComplete(both.first, 5);
    await both.expectTruthFromRedis();
  });

  it('are given up when a change did not get through', async () => {
    await both.first.hydrate();
    both.links[1].commands.disconnect(true);
    both.takeAndComplete(both.second, 5);
    expect(await both.second.read()).toEqual(both.rows.truth.read());
    await new Promise((resolve) => both.links[1].commands.once('ready', resolve));
    await both.second.hydrate();
    await both.second.hydrate();
    both.takeAndComplete(both.first, 5);
    await both.expectTruthFromRedis();
  });
});
