import { execFileSync } from 'node:child_process';
import { chown } from 'node:fs/promises';

/** The one that PostgreSQL's packages make. */
export const SYSTEM_USER = 'postgres';

/** Whom a program is to run as that refuses to run as root. */
export function ownerOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, SYSTEM_USER], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Makes a file or a directory that user's. */
export async function giveAway(path: string): Promise<void> {
  const { uid, gid } = ownerOf();
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}
