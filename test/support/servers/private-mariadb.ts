import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { whenEnded } from '../processes/service-process.js';
import { whenPrinted } from '../processes/when-printed.js';

const READY = 'ready for connections';
const ADDRESS = '127.0.0.1';

/** A MariaDB of the test's own, set up as the test likes. */
export class PrivateMariadb {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    /** Of its administrator, without a database. */
    readonly url: string,
  ) {}

  /**
   * @param options as on its command line
   * @throws Error where MariaDB's programs are not installed
   */
  static async start(...options: string[]): Promise<PrivateMariadb> {
    const directory = await mkdtemp(join(tmpdir(), 'mariadb-'));
    const data = join(directory, 'data');
    const common = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`];
    // At its start a server removes temporary tables that it finds, those of others as well.
    const env = { ...process.env, TMPDIR: directory };
    const install = [...common, '--auth-root-authentication-method=normal'];
    await promisify(execFile)('mariadb-install-db', install, { env });
    const port = await freePort();
    const place = [`--port=${port}`, `--bind-address=${ADDRESS}`, `--socket=${join(directory, 'socket')}`];
    const child = spawn(
      'mariadbd',
      [...common, ...place, `--pid-file=${join(directory, 'pid')}`, ...options],
      {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    await whenPrinted(child.stderr, READY);
    return new PrivateMariadb(child, directory, `mysql://root@${ADDRESS}:${port}`);
  }

  async dispose(): Promise<void> {
    this.child.kill('SIGKILL');
    await whenEnded(this.child);
    await rm(this.directory, { recursive: true });
  }
}
