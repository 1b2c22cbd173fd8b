import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { type CopiedRows, type CopyProgress, removeCopy } from '../database/sqlite/backup/backup-copy.js';
import type { BackupMessage, BackupRequest } from '../database/sqlite/backup/backup-socket.js';

const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Asks a running service for the copy.
 * @returns undefined if no service listens
 * @throws Error if it fails or is interrupted; the target does not exist then
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
  // When the connection breaks, no `end` event comes.
  socket.once('close', () => lines.close());
  let hasBegun = false;
  for await (const line of lines) {
    const message = JSON.parse(line) as BackupMessage;
    if ('error' in message) throw new Error(message.error);
    if ('rows' in message) return message.rows;
    hasBegun = true;
    onProgress(message.progress);
  }
  // The service may have been killed, and nobody else would remove the unfinished copy.
  if (hasBegun) await removeCopy(target);
  signal.throwIfAborted();
  throw new Error('The service ended before the copy was whole.');
}
