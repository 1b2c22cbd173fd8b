import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fleet } from '../fleet/fleet.js';
import { report } from '../support/report.js';
import { auditRows } from './audit.js';
import { Chance } from './chance.js';
import { Ledger } from './ledger.js';
import { SETUPS, startFleet } from './model-fleet.js';
import { MODEL } from './model-settings.js';
import { SETTLE_MS, expectWholePages, live, metricsAtRest, settle } from './round.js';
import { Talk } from './talk.js';

/** Until the processes are there, and for the audit. */
const AROUND_MS = 120_000;
const ROUND_MS = MODEL.seconds * 1000 + SETTLE_MS + AROUND_MS;

const rounds = Array.from({ length: MODEL.rounds }, (_, round) => MODEL.seed + round);
const cases = rounds.flatMap((seed) => SETUPS.map((setup) => ({ ...setup, seed })));

describe('16 clients that do as chance wills, while instances are killed and stopped', () => {
  let fleet: Fleet | undefined;

  afterEach(async () => {
    await fleet?.dispose();
    fleet = undefined;
  });

  it.each(cases)(
    'find nothing wrong on $database, instances: $instances, queue: $queue, MODEL_SEED=$seed',
    async ({ seed, ...setup }) => {
      const name = `${setup.database}, ${setup.instances} instances, queue in ${setup.queue}`;
      report(`MODEL_SEED=${seed}: ${name}, ${MODEL.seconds} s`);
      fleet = await startFleet(setup);
      const ledger = new Ledger();
      const talk = await Talk.with(fleet);
      const { requests, ...ends } = await live(fleet, talk, ledger, seed);
      const settledAfter = await settle(fleet);
      const metrics = await metricsAtRest(fleet);
      await expectWholePages(talk, new Chance(seed), metrics);
      for (const instance of fleet.instances) expect(await fleet.stop(instance)).toBe(0);
      const figures = await auditRows(fleet, ledger, metrics);
      report(JSON.stringify({ requests, ...ends, ...figures, settledAfter }));
    },
    ROUND_MS,
  );
});
