import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ErrorLog } from '../../support/processes/error-log.js';
import { freePort } from '../../support/servers/free-port.js';
import { spawnService, whenEnded } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { whenPrinted } from '../../support/processes/when-printed.js';

sqliteOnly(describe)('a start of the built service', () => {
  let directory: string;
  let log: ErrorLog;
  let child: ReturnType<typeof spawnService>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'start-'));
    log = new ErrorLog(directory);
  });

  afterEach(async () => {
    child.kill('SIGKILL');
    await whenEnded(child);
    log.close();
    await rm(directory, { recursive: true });
  });

  function begin(settings: Record<string, string>): void {
    child = spawnService(directory, settings, undefined, log.descriptor);
  }

  it('ends with 0 when it is stopped while it loads', async () => {
    begin({ NODE_OPTIONS: '--import=./test/support/processes/stop-while-loading.js' });
    expect(await whenEnded(child)).toBe(0);
    expect(log.text).toBe('');
  });

  it('ends with 0 when it is stopped while it waits for its database', async () => {
    begin({ DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/nothing` });
    await whenPrinted(child.stdout, 'The database is away');
    child.kill('SIGTERM');
    expect(await whenEnded(child)).toBe(0);
    expect(log.text).not.toContain('FATAL');
  });

  it('ends with 1 when it fails, and says why', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    begin({ PORT: String((other.address() as AddressInfo).port) });
    expect(await whenEnded(child)).toBe(1);
    expect(log.text).toMatch(/FATAL \[Main\] listen EADDRINUSE/);
    other.close();
  });
});
