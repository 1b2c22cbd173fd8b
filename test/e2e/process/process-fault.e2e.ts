import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ErrorLog } from '../../support/processes/error-log.js';
import { ServiceProcess } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';

/** Writes to address 0 as soon as it is loaded. */
const NATIVE_FAULT = `__attribute__((constructor)) static void fault(void) { *(volatile int *)0 = 1; }`;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;
const withCompiler = hasCompiler ? it : it.skip;
const SKIPPED = hasCompiler ? '' : ' (skipped: there is no C compiler, cc)';

sqliteOnly(describe)('the built service', () => {
  let directory: string;
  let log: ErrorLog;
  let service: ServiceProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fault-'));
    log = new ErrorLog(directory);
  });

  afterEach(async () => {
    await service.kill();
    log.close();
    await rm(directory, { recursive: true });
  });

  /** @returns how it ended */
  async function meet(fault: string, settings: Record<string, string> = {}): Promise<number | string | null> {
    service = await ServiceProcess.start(
      directory,
      { FAULT: fault, NODE_OPTIONS: '--import=./test/support/processes/fault-on-signal.js', ...settings },
      undefined,
      log.descriptor,
    );
    service.signal('SIGUSR2');
    return service.ended;
  }

  withCompiler(`ends at a fault in native code${SKIPPED}`, async () => {
    const object = join(directory, 'fault.so');
    await writeFile(join(directory, 'fault.c'), NATIVE_FAULT);
    const { status, stderr } = spawnSync('cc', [
      '-shared',
      '-fPIC',
      '-o',
      object,
      join(directory, 'fault.c'),
    ]);
    expect([status, String(stderr)]).toEqual([0, '']);
    expect(await meet('native', { FAULT_OBJECT: object })).toBe('SIGSEGV');
  });

  it.each(['exception', 'rejection'])('ends at an %s that nobody catches, and logs it', async (fault) => {
    expect(await meet(fault)).toBe(1);
    expect(log.text).toMatch(/FATAL \[Main\] .*Nobody has expected this\./);
  });
});
