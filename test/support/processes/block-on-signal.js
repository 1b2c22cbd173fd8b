import { writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Loaded into the built service by `NODE_OPTIONS=--import`: when it gets SIGUSR2 it does nothing else for
 * `BLOCK_MS`, and has made the file `BLOCK_SIGN` as soon as it does.
 */
process.on('SIGUSR2', () => {
  writeFileSync(process.env.BLOCK_SIGN, '');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env.BLOCK_MS));
});
