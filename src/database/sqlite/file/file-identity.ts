import { statSync } from 'node:fs';

/** What a file is, whatever it is called: device and inode. Undefined if there is none. It never opens the file. */
export function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
