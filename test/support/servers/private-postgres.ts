import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificate } from './certificate.js';
import { freePort } from './free-port.js';
import { whenEnded } from '../processes/service-process.js';
import { SYSTEM_USER, giveAway, ownerOf } from '../processes/system-user.js';
import { whenPrinted } from '../processes/when-printed.js';

const VERSIONS = '/usr/lib/postgresql';
const READY = 'database system is ready to accept connections';

/** How a server is told to stop, by what `pg_ctl` calls it. */
const STOP_SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

type StopMode = keyof typeof STOP_SIGNALS;

/** A PostgreSQL of the test's own, to be stopped and started again. What it has committed it keeps. */
export class PrivatePostgres {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly directory: string,
    private readonly port: number,
    private readonly tls: Certificate | undefined,
  ) {}

  /**
   * @param tls with a certificate it speaks TLS to those who ask for it
   * @throws Error where PostgreSQL's programs are not installed
   */
  static async start(tls?: Certificate): Promise<PrivatePostgres> {
    const programs = findPrograms();
    const directory = await mkdtemp(join(tmpdir(), 'postgres-'));
    const server = new PrivatePostgres(programs, directory, await freePort(), tls);
    try {
      await server.setUp();
      await server.restart();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `postgres://${SYSTEM_USER}@127.0.0.1:${this.port}/postgres`;
  }

  /** Resolves when it takes connections. */
  async restart(): Promise<void> {
    const options = ['-D', this.data, '-p', String(this.port), '-k', this.directory];
    const loopback = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=on'];
    const tls = ['-c', `ssl=${this.tls ? 'on' : 'off'}`];
    const child = spawn(join(this.programs, 'postgres'), [...options, ...loopback, ...tls], {
      ...ownerOf(),
      cwd: this.directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    await whenPrinted(child.stderr, READY);
  }

  async stop(mode: StopMode): Promise<void> {
    const { child } = this;
    this.child = undefined;
    child?.kill(STOP_SIGNALS[mode]);
    if (child) await whenEnded(child);
  }

  async dispose(): Promise<void> {
    await this.stop('immediate');
    await rm(this.directory, { recursive: true });
  }

  private async setUp(): Promise<void> {
    const { programs, directory, data } = this;
    await giveAway(directory);
    const options = ['-D', data, '-U', SYSTEM_USER, '-A', 'trust', '-E', 'UTF8', '--locale=C'];
    await promisify(execFile)(join(programs, 'initdb'), options, { cwd: directory, ...ownerOf() });
    if (this.tls) await this.takeOver(this.tls);
  }

  /** Under the names that it looks for; it takes no key that others may read. */
  private async takeOver({ certificate, key }: Certificate): Promise<void> {
    for (const [from, name] of [
      [certificate, 'server.crt'],
      [key, 'server.key'],
    ] as const) {
      const own = join(this.data, name);
      await copyFile(from, own);
      await giveAway(own);
    }
  }

  private get data(): string {
    return join(this.directory, 'data');
  }
}

/** The newest of the versions that are installed. */
function findPrograms(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const complete = versions.filter((version) => existsSync(join(VERSIONS, version, 'bin/initdb')));
  const newest = complete.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined) throw new Error(`These tests need PostgreSQL's own programs under ${VERSIONS}.`);
  return join(VERSIONS, newest, 'bin');
}
