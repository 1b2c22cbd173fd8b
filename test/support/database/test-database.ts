import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dropQueue } from '../test-queue.js';

type Kind = 'sqlite' | 'postgres' | 'mysql';

/** What the tests run on. */
export const DATABASE_KIND = (process.env['TEST_DATABASE'] ?? 'sqlite') as Kind;

/** Where the servers are on which tests make databases. */
export const SERVERS = {
  postgres: process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  mysql: process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306',
};

const SQLITE = 'sqlite:';

/** Leaves a `describe` or an `it` out on other databases: it is about SQLite itself. */
export function sqliteOnly<Block extends { readonly skip?: unknown }>(block: Block): Block {
  return DATABASE_KIND === 'sqlite' ? block : ((block.skip ?? block) as Block);
}

/** Leaves a `describe` or an `it` out on a SQLite file: only one process works there. */
export function serversOnly<Block extends { readonly skip?: unknown }>(block: Block): Block {
  return DATABASE_KIND === 'sqlite' ? ((block.skip ?? block) as Block) : block;
}

/** A database for one test, empty at first. */
export class TestDatabase {
  private constructor(
    /** As `DATABASE_URL` has it. */
    readonly url: string,
    private readonly remove: () => Promise<unknown>,
    private readonly create = (): Promise<unknown> => Promise.resolve(),
  ) {}

  static async create(): Promise<TestDatabase> {
    return DATABASE_KIND === 'sqlite' ? this.createFile() : this.createOn(SERVERS[DATABASE_KIND]);
  }

  /** Runs a statement from outside of the app. */
  query<Row>(statement: string): Promise<Row[]> {
    return query<Row[]>(this.url, statement);
  }

  /** A connection of the test's own, to be destroyed by it. */
  connect(options: Pick<DataSourceOptions, 'migrations'> = {}): Promise<DataSource> {
    return new DataSource({ ...optionsOf(this.url), ...options, logger: 'debug' }).initialize();
  }

  async drop(): Promise<void> {
    await this.remove();
    await dropQueue(this.url);
  }

  /** Makes it anew after it was dropped: empty. */
  async recreate(): Promise<void> {
    await this.create();
  }

  static async createFile(): Promise<TestDatabase> {
    const directory = await mkdtemp(join(tmpdir(), 'orders-'));
    return new TestDatabase(`${SQLITE}${join(directory, 'orders.db')}`, () =>
      rm(directory, { recursive: true }),
    );
  }

  /** One that is there already, and goes with its server. */
  static at(url: string): TestDatabase {
    return new TestDatabase(url, () => Promise.resolve());
  }

  /**
   * @param server such as `SERVERS` has them
   * @param options as `CREATE DATABASE` takes them
   */
  static async createOn(server: string, options = ''): Promise<TestDatabase> {
    const name = `orders_test_${randomUUID().replaceAll('-', '')}`;
    const create = (): Promise<unknown> => query(server, `CREATE DATABASE ${name} ${options}`);
    await create();
    const url = new URL(server);
    url.pathname = name;
    const force = isPostgres(server) ? ' WITH (FORCE)' : '';
    return new TestDatabase(url.href, () => query(server, `DROP DATABASE IF EXISTS ${name}${force}`), create);
  }
}

async function query<Rows>(url: string, statement: string): Promise<Rows> {
  const source = new DataSource(optionsOf(url));
  await source.initialize();
  try {
    return await source.query<Rows>(statement);
  } finally {
    await source.destroy();
  }
}

function optionsOf(url: string): DataSourceOptions {
  if (url.startsWith(SQLITE)) return { type: 'sqlite', database: url.slice(SQLITE.length) };
  if (isPostgres(url)) return { type: 'postgres', url, parseInt8: true };
  return { type: 'mysql', url, bigNumberStrings: false };
}

function isPostgres(url: string): boolean {
  return url.startsWith('postgres');
}
