import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, redisSettings } from '../support/servers/redis.js';
import { ServiceProcess } from '../support/processes/service-process.js';
import type { TestDatabase } from '../support/database/test-database.js';
import { WorkJournal } from './work-journal.js';

const MAIN = 'dist/main.js';

/** Nothing fails for good, much is worked on at a time, and each beginning and end of work is noted. */
const SETTINGS = {
  MAX_ATTEMPTS: '1000',
  WORKER_CONCURRENCY: '20',
  SIM_MIN_MS: '0',
  SIM_MAX_MS: '20',
  NODE_OPTIONS: '--import=./test/fleet/note-work.js',
};

/** Instances of the built service on one database, with a Redis of their own or without one. */
export class Fleet {
  private readonly started: Promise<ServiceProcess>[] = [];
  private readonly running = new Set<ServiceProcess>();
  private readonly shared: Record<string, string>;
  readonly journal: WorkJournal;

  private constructor(
    private readonly database: TestDatabase,
    private readonly directory: string,
    private readonly redis: RedisServer | undefined,
  ) {
    this.journal = new WorkJournal(directory);
    this.shared = {
      ...SETTINGS,
      ...(redis && redisSettings(redis.url)),
      DATABASE_URL: database.url,
      WORK_JOURNAL: this.journal.file,
    };
  }

  /** Both are gone with the fleet. */
  static async on(database: TestDatabase, redis?: RedisServer): Promise<Fleet> {
    const directory = await mkdtemp(join(tmpdir(), 'orders-fleet-'));
    return new Fleet(database, directory, redis);
  }

  /** One more instance. */
  async start(settings: Record<string, string> = {}): Promise<ServiceProcess> {
    const errors = openSync(join(this.directory, 'errors.log'), 'a');
    const started = ServiceProcess.start(this.directory, { ...this.shared, ...settings }, MAIN, errors);
    closeSync(errors);
    this.started.push(started);
    const instance = await started;
    this.running.add(instance);
    return instance;
  }

  /** Those that have not been ended. */
  get instances(): readonly ServiceProcess[] {
    return [...this.running];
  }

  async kill(instance: ServiceProcess): Promise<void> {
    this.running.delete(instance);
    await instance.kill();
    this.journal.noteKilled(instance.pid);
  }

  /** In order. @returns how it ended */
  stop(instance: ServiceProcess): Promise<number | string | null> {
    this.running.delete(instance);
    return instance.stop();
  }

  sql<Row>(statement: string): Promise<Row[]> {
    return this.database.query(statement);
  }

  /** Leaves neither a process nor a file nor a database behind. */
  async dispose(): Promise<void> {
    for (const started of await Promise.allSettled(this.started))
      if (started.status === 'fulfilled') await started.value.kill();
    await this.redis?.dispose();
    await this.database.drop();
    await rm(this.directory, { recursive: true });
  }
}
