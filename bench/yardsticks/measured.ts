import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a yardstick in its own process. @returns the rate that it prints */
export async function measured(name: string, ...parameters: readonly number[]): Promise<number> {
  const script = `dist-bench/bench/yardsticks/${name}.js`;
  const { stdout } = await run(process.execPath, [script, ...parameters.map(String)]);
  return Number(stdout);
}
