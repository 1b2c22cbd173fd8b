import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../test/support/processes/service-process.js';
import { withResource, keep } from './resources.js';

const YARDSTICKS = 'dist-bench/bench/yardsticks';

/** Work that does not end during a measurement: a claimed order stays claimed. */
const ENDLESS_WORK = { SIM_MIN_MS: '86400000', SIM_MAX_MS: '86400000', PROCESSING_TIMEOUT_MS: '86400000' };
const QUIET = { LOG_LEVEL: 'info', SHUTDOWN_TIMEOUT_MS: '0' };

/** Work that takes no time. */
export const NO_WORK = { SIM_MIN_MS: '0', SIM_MAX_MS: '0' };

/** A folder that is removed at the end of the run. */
export function makeFolder(): Promise<string> {
  return keep(createFolder, removeFolder).resource;
}

/** Runs `use` with a folder that is removed afterwards. */
export function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  return withResource(createFolder, removeFolder, use);
}

/** Starts the built service on the database in the folder. */
export function startService(folder: string, settings: Record<string, string> = {}): Promise<ServiceProcess> {
  return ServiceProcess.start(folder, { ...QUIET, ...ENDLESS_WORK, ...settings });
}

/** Runs `use` with a service on a fresh database. */
export function withService<Result>(
  settings: Record<string, string>,
  use: (service: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return withFolder((folder) => ending(() => startService(folder, settings), use));
}

/** Runs `use` with a process of the yardstick with this name. */
export function withYardstick<Result>(
  name: string,
  use: (server: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return ending(() => startYardstick(name), use);
}

export function startYardstick(name: string, settings: Record<string, string> = {}): Promise<ServiceProcess> {
  return ServiceProcess.start('.', settings, `${YARDSTICKS}/${name}.js`);
}

/** Runs `use` with a server that is stopped afterwards. */
export function ending<Result>(
  start: () => Promise<ServiceProcess>,
  use: (server: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return withResource(start, (server) => server.kill(), use);
}

export async function postTo(server: ServiceProcess, path: string): Promise<void> {
  const answer = await fetch(`${server.url}${path}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
}

/** Resident memory of a process, in megabytes. */
export async function residentMegabytes({ pid }: ServiceProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1024;
}

function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'bench-'));
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
