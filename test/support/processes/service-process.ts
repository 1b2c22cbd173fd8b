import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const LISTENING = /Listening on (http:\S+),/;
const MAIN = 'dist/main.js';

/**
 * Begins a service of its own on the directory's database, and does not wait for it.
 * @param errors where its errors go: to those of the tests, or to a file that is open
 * @param uid the user who runs it
 */
export function spawnService(
  directory: string,
  settings: Record<string, string>,
  script = MAIN,
  errors: 'inherit' | number = 'inherit',
  uid?: number,
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [script], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATABASE_URL: `sqlite:${directory}/orders.db`,
      ...settings,
    },
    stdio: ['ignore', 'pipe', errors],
    ...(uid !== undefined && { uid }),
  }) as ChildProcessByStdio<null, Readable, null>;
}

/** Resolves when it has ended. @returns its exit code, or the signal that ended it */
export async function whenEnded(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}

/** The built service as a process of its own. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Resolves once it listens. @throws Error with all it printed, if it ends before that */
  static async start(
    directory: string,
    settings: Record<string, string>,
    script = MAIN,
    errors: 'inherit' | number = 'inherit',
  ): Promise<ServiceProcess> {
    const child = spawnService(directory, settings, script, errors);
    const printed: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      const url = LISTENING.exec(line)?.[1];
      if (url) {
        child.stdout.resume();
        return new ServiceProcess(child, url);
      }
      printed.push(line);
    }
    throw new Error(`The service did not start:\n${printed.join('\n')}`);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves when it has ended, whoever ended it. @returns its exit code, or the signal that ended it */
  get ended(): Promise<number | string | null> {
    return whenEnded(this.child);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it in order. @returns its exit code, or the signal that ended it */
  async stop(): Promise<number | string | null> {
    return this.end('SIGTERM');
  }

  private end(signal: NodeJS.Signals): Promise<number | string | null> {
    const { ended } = this;
    this.child.kill(signal);
    return ended;
  }
}
