import { relative } from 'node:path';
import type { CopiedRows, CopyProgress } from './backup-copy.js';

/** The longest name of a socket, in bytes, on macOS, which allows the fewest. */
const LONGEST = 103;

/** Request of the backup command, one line of JSON: the absolute path of the copy. */
export interface BackupRequest {
  readonly target: string;
}

/** Answers of the service, one line of JSON each. The last one has `rows` or `error`. */
export type BackupMessage =
  { readonly progress: CopyProgress } | { readonly rows: CopiedRows } | { readonly error: string };

/** The socket on which a running service takes backup requests; undefined where that is not possible. */
export function backupSocketOf(realPath: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const absolute = `${realPath}-backup.sock`;
  const names = [relative(process.cwd(), absolute), absolute].filter(
    (name) => Buffer.byteLength(name) <= LONGEST,
  );
  return names[0];
}
