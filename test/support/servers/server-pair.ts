import { PrivateMariadb } from './private-mariadb.js';
import { PrivatePostgres } from './private-postgres.js';
import { SilentProxy } from './silent-proxy.js';
import { DATABASE_KIND, TestDatabase } from '../database/test-database.js';
import { until } from '../until.js';

/** A server to which applications come as a user who may not write while it is read-only. */
interface PairedServer {
  readonly url: string;
  becomeReadOnly(): Promise<void>;
  dispose(): Promise<void>;
}

/** Two servers and an address that leads to the first of them until the second takes over. */
export class ServerPair {
  private constructor(
    private readonly first: PairedServer,
    private readonly second: PairedServer,
    private readonly proxy: SilentProxy,
  ) {}

  static async start(): Promise<ServerPair> {
    const start = DATABASE_KIND === 'postgres' ? startPostgres : startMariadb;
    const first = await start();
    return new ServerPair(first, await start(), await SilentProxy.to(new URL(first.url)));
  }

  /** The database by the address that changes. */
  get database(): TestDatabase {
    return TestDatabase.at(this.proxy.url);
  }

  /** The database of the second server, by its own address. */
  get successor(): TestDatabase {
    return TestDatabase.at(this.second.url);
  }

  /** The first one takes no changes any more. Connections to it stay. */
  demoteFirst(): Promise<void> {
    return this.first.becomeReadOnly();
  }

  leadToSecond(): void {
    this.proxy.turnTo(new URL(this.second.url));
  }

  async dispose(): Promise<void> {
    await this.proxy.close();
    await this.first.dispose();
    await this.second.dispose();
  }
}

async function startPostgres(): Promise<PairedServer> {
  const server = await PrivatePostgres.start();
  const database = TestDatabase.at(server.url);
  return {
    url: server.url,
    async becomeReadOnly() {
      await database.query('ALTER SYSTEM SET default_transaction_read_only = on');
      await database.query('SELECT pg_reload_conf()');
      await until(async () => {
        const [answer] = await database.query<object>('SHOW default_transaction_read_only');
        return Object.values(answer ?? {})[0] === 'on';
      });
    },
    dispose: () => server.dispose(),
  };
}

async function startMariadb(): Promise<PairedServer> {
  const server = await PrivateMariadb.start();
  const admin = TestDatabase.at(server.url);
  await admin.query('CREATE DATABASE orders');
  await admin.query(`CREATE USER shop@localhost`);
  await admin.query(`GRANT ALL ON orders.* TO shop@localhost`);
  const url = new URL(server.url);
  url.username = 'shop';
  url.pathname = 'orders';
  return {
    url: url.href,
    async becomeReadOnly() {
      await admin.query('SET GLOBAL read_only = ON');
    },
    dispose: () => server.dispose(),
  };
}
