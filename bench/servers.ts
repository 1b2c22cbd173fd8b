import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../test/support/service-process.js';

const YARDSTICKS = 'dist-bench/bench/yardsticks';

/** Work that never ends while it is measured: whatever is claimed stays claimed. */
const ENDLESS_WORK = { SIM_MIN_MS: '86400000', SIM_MAX_MS: '86400000', PROCESSING_TIMEOUT_MS: '86400000' };
const QUIET = { LOG_LEVEL: 'info', SHUTDOWN_TIMEOUT_MS: '0' };

/** Work that takes no time. */
export const NO_WORK = { SIM_MIN_MS: '0', SIM_MAX_MS: '0' };

/** What has to be put away when a run is interrupted. */
const folders = new Set<string>();
const servers = new Set<ServiceProcess>();

/** Ends every server that runs, and removes what it has left. */
export async function putAway(): Promise<void> {
  await Promise.all([...servers].map((server) => server.kill()));
  await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
}

/** A folder that stays until all is put away. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  folders.add(folder);
  return folder;
}

/** Runs `use` with a folder that is gone afterwards. */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await makeFolder();
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    folders.delete(folder);
  }
}

/** The built service as a process of its own, on the folder's database. */
export function startService(folder: string, settings: Record<string, string> = {}): Promise<ServiceProcess> {
  return ServiceProcess.start(folder, { ...QUIET, ...ENDLESS_WORK, ...settings });
}

/** Runs `use` with a service on a fresh database. */
export function withService<Result>(
  settings: Record<string, string>,
  use: (service: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => ending(await startService(folder, settings), use));
}

/** Runs `use` with the yardstick of this name as a process of its own. */
export async function withYardstick<Result>(
  name: string,
  use: (server: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return ending(await ServiceProcess.start('.', {}, `${YARDSTICKS}/${name}.js`), use);
}

export async function ending<Result>(
  server: ServiceProcess,
  use: (server: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  servers.add(server);
  try {
    return await use(server);
  } finally {
    await server.kill();
    servers.delete(server);
  }
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
