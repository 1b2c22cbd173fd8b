import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { type CopiedRows, type CopyProgress, removeCopy } from '../database/sqlite/backup/backup-copy.js';
import type { BackupMessage, BackupRequest } from '../database/sqlite/backup/backup-socket.js';

const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Has a running service make the copy.
 * @returns undefined if none listens
 * @throws Error if it fails or breaks off; the target is not there then
 */
export async function servedCopy(
  address: string,
  target: string,
  onProgress: (progress: CopyProgress) => void,
  signal: AbortSignal,
): Promise<CopiedRows | undefined> {
  const socket = createConnection(address);
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    if (NOBODY_THERE.has(String((error as { code?: unknown }).code))) return undefined;
    throw error;
  }
  signal.addEventListener('abort', () => socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`${JSON.stringify({ target } satisfies BackupRequest)}\n`);
  const lines = createInterface(socket);
  // A connection that breaks has no end for it to notice.
  socket.once('close', () => lines.close());
  let hasBegun = false;
  for await (const line of lines) {
    const message = JSON.parse(line) as BackupMessage;
    if ('error' in message) throw new Error(message.error);
    if ('rows' in message) return message.rows;
    hasBegun = true;
    onProgress(message.progress);
  }
  // It may have been killed, and then nobody else removes what it has begun.
  if (hasBegun) await removeCopy(target);
  signal.throwIfAborted();
  throw new Error('The service ended before the copy was whole.');
}
