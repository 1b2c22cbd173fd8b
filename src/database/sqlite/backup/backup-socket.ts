import { relative } from 'node:path';
import type { CopiedRows, CopyProgress } from './backup-copy.js';

/** What the system takes as the name of a socket, in bytes; macOS takes the fewest. */
const LONGEST = 103;

/** What the command asks of the service, as one line of JSON: the absolute path of the copy. */
export interface BackupRequest {
  readonly target: string;
}

/** What the service answers, each as one line of JSON. The last one has `rows` or `error`. */
export type BackupMessage =
  { readonly progress: CopyProgress } | { readonly rows: CopiedRows } | { readonly error: string };

/** Where a running service is asked for a backup of its database; undefined where that cannot be. */
export function backupSocketOf(realPath: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const absolute = `${realPath}-backup.sock`;
  const names = [relative(process.cwd(), absolute), absolute].filter(
    (name) => Buffer.byteLength(name) <= LONGEST,
  );
  return names[0];
}
