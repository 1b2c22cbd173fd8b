import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { describe } from '@jest/globals';
import { freePort } from './free-port.js';
import { whenEnded } from '../processes/service-process.js';
import { giveAway, ownerOf } from '../processes/system-user.js';
import { whenPrinted } from '../processes/when-printed.js';

const DEFAULT_PORT = 5432;
const PROGRAM = 'pgbouncer';
/** Where Debian puts it; not everybody looks there. */
const PLACE = '/usr/sbin';

/** Leaves a `describe` out for whoever wants to go without the program. */
export function withPgBouncer(block: typeof describe): typeof describe.skip {
  const skipped = (process.env['SKIP_SERVICES'] ?? '').split(',').map((name) => name.trim());
  return skipped.includes(PROGRAM) ? block.skip : block;
}

type PoolMode = 'session' | 'transaction' | 'statement';

/** A pooler of the test's own in front of a PostgreSQL server. */
export class PgBouncer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    private readonly port: number,
  ) {}

  /**
   * @param server as `DATABASE_URL` has it; all databases on it can be reached
   * @param connections to each database
   * @throws Error where the program is missing
   */
  static async start(server: string, mode: PoolMode, connections: number): Promise<PgBouncer> {
    const directory = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
    const port = await freePort();
    const [file, users] = [join(directory, 'pgbouncer.ini'), join(directory, 'users.txt')];
    const { hostname, port: serverPort, username, password } = new URL(server);
    await writeFile(users, `"${username}" "${password}"`);
    await writeFile(
      file,
      `[databases]
* = host=${hostname} port=${serverPort || DEFAULT_PORT}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${connections}
`,
    );
    for (const path of [directory, file, users]) await giveAway(path);
    const child = spawn(PROGRAM, [file], {
      ...ownerOf(),
      cwd: directory,
      env: { PATH: `${process.env['PATH']}:${PLACE}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new Error(`These tests need the program ${PROGRAM}. To go without: SKIP_SERVICES=${PROGRAM}`, {
        cause,
      });
    });
    const bouncer = new PgBouncer(child, directory, port);
    await whenPrinted(child.stderr, 'process up');
    return bouncer;
  }

  /** The same database, by way of this. */
  urlOf(database: string): string {
    const url = new URL(database);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async dispose(): Promise<void> {
    this.child.kill('SIGINT');
    await whenEnded(this.child);
    await rm(this.directory, { recursive: true });
  }
}
