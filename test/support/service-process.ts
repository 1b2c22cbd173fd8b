import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const LISTENING = /Listening on (http:\S+),/;

/** The built service as a process of its own. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Resolves once it listens. @throws Error with all it printed, if it ends before that */
  static async start(directory: string, settings: Record<string, string>): Promise<ServiceProcess> {
    const child = spawn(process.execPath, ['dist/main.js'], {
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        DATABASE_URL: `sqlite:${directory}/orders.db`,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
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

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it in order. @returns its exit code, or the signal that ended it */
  async stop(): Promise<number | string | null> {
    await this.end('SIGTERM');
    return this.child.exitCode ?? this.child.signalCode;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}
