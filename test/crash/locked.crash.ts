import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { queryDatabase } from '../support/database/database-file.js';
import { FaultRig } from './rig/fault-rig.js';
import { isAcknowledged, orderIdsOf, postWhile } from '../support/http/clients.js';

const CLIENTS = 4;
const ATTEMPTS = 4;

describe('another process that wants the database', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
    await rig.start();
  });

  afterEach(() => rig.dispose());

  it.each(['SELECT COUNT(*) FROM orders', 'BEGIN IMMEDIATE', 'PRAGMA journal_mode = DELETE', 'VACUUM'])(
    'is kept out by a service under load, which does not notice: %s',
    async (statement) => {
      let isTried = false;
      const posting = postWhile(rig.url, 'A', CLIENTS, () => !isTried);
      try {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++)
          await expect(queryDatabase(rig.directory, statement)).rejects.toThrow('SQLITE_BUSY');
      } finally {
        isTried = true;
      }
      const outcomes = await posting;
      expect(outcomes.every(isAcknowledged)).toBe(true);
      expect(await rig.expectSound(orderIdsOf(outcomes))).toMatchObject({ orders: outcomes.length });
    },
  );
});
