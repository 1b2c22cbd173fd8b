import { statSync } from 'node:fs';

/** Identity of a file: device and inode. Undefined if the file is missing. It never opens the file. */
export function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
