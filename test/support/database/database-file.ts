import { copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';

const FILE = 'orders.db';
const LOG = 'orders.db-wal';
/** The part of a log that changes when it begins anew. */
const LOG_HEAD = 32;

type Work<Result> = (source: DataSource) => Promise<Result>;

/** Works on the SQLite file of a directory, from outside. No service may run on it: that has it to itself. */
export async function onDatabase<Result>(directory: string, work: Work<Result>): Promise<Result> {
  const source = new DataSource({ type: 'sqlite', database: join(directory, FILE) });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

export function queryDatabase<Row>(directory: string, statement: string): Promise<Row[]> {
  return onDatabase(directory, (source) => source.query<Row[]>(statement));
}

/**
 * Reads what is committed in the SQLite file of a directory, from a copy: for one that another process works on. Not in
 * the process that does, which would lose its lock.
 */
export async function onCopy<Result>(directory: string, work: Work<Result>): Promise<Result> {
  const copy = await mkdtemp(join(tmpdir(), 'orders-copy-'));
  try {
    while (!(await isWhole(directory, copy)));
    return await onDatabase(copy, work);
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** First the file, then the log, which is only added to: unless it began anew meanwhile, both are of one moment. */
async function isWhole(directory: string, copy: string): Promise<boolean> {
  const before = await headOf(join(directory, LOG));
  await copyFile(join(directory, FILE), join(copy, FILE));
  if (before === undefined) await rm(join(copy, LOG), { force: true });
  else await copyFile(join(directory, LOG), join(copy, LOG)).catch(() => undefined);
  return (await headOf(join(directory, LOG))) === before;
}

async function headOf(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_HEAD), 0, LOG_HEAD, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await file.close();
  }
}
