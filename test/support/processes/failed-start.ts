import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnService, whenEnded } from './service-process.js';

/** @returns what a start that fails has to say */
export async function errorsOfStart(
  directory: string,
  settings: Record<string, string>,
  uid?: number,
): Promise<string> {
  const errors = await open(join(directory, 'errors'), 'w+');
  try {
    const child = spawnService(directory, settings, undefined, errors.fd, uid);
    child.stdout.resume();
    if ((await whenEnded(child)) !== 1) throw new Error('The service did not fail to start.');
    return await readFile(join(directory, 'errors'), 'utf8');
  } finally {
    await errors.close();
  }
}
