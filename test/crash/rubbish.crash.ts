import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { request } from '../support/http/http.js';
import { ServiceProcess } from '../support/processes/service-process.js';

const SENDER = 'test/support/http/rubbish-sender.js';
const TOGETHER = 60;
/** Parsing one of them takes a second, all of them a minute. On a free machine it is a third of a second. */
const BOUND_MS = 3000;

let directory: string;
let service: ServiceProcess;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rubbish-'));
  // All of the room may be taken from one address.
  service = await ServiceProcess.start(directory, { MAX_CONNECTIONS_PER_ADDRESS: '0' });
});

afterEach(async () => {
  await service.kill();
  await rm(directory, { recursive: true });
});

it('sixty large bodies of rubbish at once do not hold up others', async () => {
  // Another process sends them, so that its own work does not count.
  const sender = spawn(process.execPath, [SENDER, service.url, String(TOGETHER)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const statuses: string[] = [];
  createInterface(sender.stdout).on('line', (status) => statuses.push(status));
  const times: number[] = [];
  do {
    const begin = performance.now();
    expect((await request(`${service.url}/health/live`)).status).toBe(200);
    times.push(performance.now() - begin);
  } while (sender.exitCode === null);
  expect(statuses).toHaveLength(TOGETHER);
  expect([...new Set(statuses)].sort()).toEqual(['400', '503']);
  expect(Math.max(...times)).toBeLessThan(BOUND_MS);
});
