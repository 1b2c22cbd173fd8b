import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface BackupEnd {
  readonly code: number | null;
  readonly printed: string;
}

/** `npm run backup -- FILE`, built, as a process of its own. */
export class BackupProcess {
  private printed = '';
  private readonly child;
  private readonly closed;

  constructor(database: string, ...files: string[]) {
    this.child = spawn(process.execPath, ['dist/backup/main.js', ...files], {
      env: { PATH: process.env['PATH'], DATABASE_URL: database },
    });
    for (const output of [this.child.stdout, this.child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    this.closed = once(this.child, 'close') as Promise<[number | null]>;
  }

  /** Resolves once the first part is copied. */
  get copying(): Promise<unknown> {
    return once(this.child.stdout, 'data');
  }

  get ended(): Promise<BackupEnd> {
    return this.closed.then(([code]) => ({ code, printed: this.printed }));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
