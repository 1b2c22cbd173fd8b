import { afterEach, beforeEach, describe, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { FaultRig } from './fault-rig.js';
import { rideOut } from './outage.js';

/** Longer than the service waits for a lock. */
const LOCKED_MS = 10_000;

describe('a database that somebody else has locked', () => {
  let rig: FaultRig;
  let other: DataSource;

  beforeEach(async () => {
    rig = await FaultRig.create();
    await rig.start();
    other = new DataSource({ type: 'sqlite', database: `${rig.directory}/orders.db`, busyTimeout: 5000 });
    await other.initialize();
  });

  afterEach(async () => {
    await other.destroy();
    await rig.dispose();
  });

  it('makes the service refuse orders, and take them again as soon as it is free', async () => {
    let endsAt = 0;
    await rideOut(rig, {
      begin: async () => {
        await other.query('BEGIN IMMEDIATE');
        endsAt = performance.now() + LOCKED_MS;
      },
      goesOn: () => performance.now() < endsAt,
      end: async () => {
        await other.query('ROLLBACK');
      },
    });
  });
});
