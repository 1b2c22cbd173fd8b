import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { postOrder } from '../../support/http/clients.js';
import { errorsOfStart } from '../../support/processes/failed-start.js';
import { ServiceProcess } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';

const SETTINGS = { SHUTDOWN_TIMEOUT_MS: '0' };
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root may write everything, so it is another user who starts the service. */
(isRoot ? sqliteOnly(describe) : describe.skip)(
  'a start of the built service by a user who may not write',
  () => {
    let directory: string;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'orders-'));
      await chmod(directory, 0o755);
      const service = await ServiceProcess.start(directory, SETTINGS);
      await postOrder(service.url, {});
      // Its log stays.
      await service.kill();
      for (const path of [directory, join(directory, 'orders.db'), join(directory, 'orders.db-wal')])
        await chown(path, NOBODY, NOBODY);
    });

    afterEach(() => rm(directory, { recursive: true }));

    it.each(['.', 'orders.db', 'orders.db-wal'])('%s names it and says why', async (name) => {
      const path = join(directory, name);
      await chown(path, 0, 0);
      expect(await errorsOfStart(directory, SETTINGS, NOBODY)).toContain(
        `${path} cannot be written: permission denied (EACCES).`,
      );
    });
  },
);
