import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { PrivateMariadb } from '../../support/servers/private-mariadb.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND, TestDatabase } from '../../support/database/test-database.js';
import { inMemoryOnly } from '../../support/test-queue.js';

/** What a start is refused for, and what sets it right. */
const UNFIT = {
  '--innodb-flush-log-at-trx-commit=2': 'SET GLOBAL innodb_flush_log_at_trx_commit = 1',
  '--sync-binlog=0': 'SET GLOBAL sync_binlog = 1',
  '--max-allowed-packet=1M': 'SET GLOBAL max_allowed_packet = 16777216',
};
const UNUSUAL = [
  '--log-bin',
  '--default-storage-engine=MyISAM',
  '--lower-case-table-names=1',
  '--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH',
  '--autocommit=0',
  '--character-set-server=latin1',
  '--collation-server=latin1_swedish_ci',
];
/** Not to be had on the command line. */
const MORE_UNUSUAL = [
  'foreign_key_checks = 0',
  'unique_checks = 0',
  `completion_type = 'RELEASE'`,
  'sql_safe_updates = 1',
  'sql_select_limit = 1',
];

const onMysql = DATABASE_KIND === 'mysql' ? describe : describe.skip;

// A start that fails leaves its way to Redis open until the process ends.
inMemoryOnly(onMysql as typeof describe)('a MySQL that is set up in another way', () => {
  let server: PrivateMariadb;
  let database: TestDatabase;
  let apps: TestApp[];

  beforeAll(async () => {
    server = await PrivateMariadb.start(...Object.keys(UNFIT), ...UNUSUAL);
  });

  afterAll(() => server.dispose());

  beforeEach(async () => {
    apps = [];
    database = await TestDatabase.createOn(`${server.url}/mysql`);
  });

  afterEach(async () => {
    for (const app of apps) await app.stop();
    await database.drop();
  });

  async function start(settings = {}): Promise<TestApp> {
    const app = await TestApp.start({ database, settings });
    apps.push(app);
    return app;
  }

  /** @returns undefined if it started */
  const refusalOf = (settings = {}): Promise<string | undefined> =>
    start(settings).then(() => undefined, String);

  async function urlOfGuest(): Promise<string> {
    const url = new URL(database.url);
    await database.query(`CREATE OR REPLACE USER guest@localhost`);
    await database.query(`GRANT ALL ON ${url.pathname.slice(1)}.* TO guest@localhost`);
    url.username = 'guest';
    return url.href;
  }

  it('is refused to its administrator for all of it at once, with what sets it right', async () => {
    const refusal = await refusalOf();
    for (const remedy of Object.values(UNFIT)) expect(refusal).toContain(remedy);
    expect(refusal?.split('\n')).toHaveLength(1 + Object.keys(UNFIT).length);
  });

  it('serves a guest, who cannot change it', async () => {
    const app = await start({ DATABASE_URL: await urlOfGuest() });
    expect((await app.post('/orders', orderBody())).status).toBe(201);
  });

  it('is refused to a guest who may not do what the service does', async () => {
    const settings = { DATABASE_URL: await urlOfGuest() };
    await start(settings);
    await database.query(
      `REVOKE UPDATE, DELETE ON ${new URL(database.url).pathname.slice(1)}.* FROM guest@localhost`,
    );
    const refusal = await refusalOf(settings);
    expect(refusal).toMatch(/UPDATE command denied .*orders/);
    expect(refusal).toMatch(/DELETE command denied .*order_timeline/);
  });

  it('keeps every promise once it is set right', async () => {
    for (const remedy of Object.values(UNFIT)) await database.query(remedy);
    for (const setting of MORE_UNUSUAL) await database.query(`SET GLOBAL ${setting}`);
    const app = await start();
    const orders = ['a', 'A', 'é', '王'].map((user_id, index) =>
      orderBody({ order_id: `O${index}`, user_id }),
    );
    expect((await app.post('/orders/batch', orders)).body).toMatchObject({ created: orders.length });
    expect((await app.post('/orders', orders[3])).status).toBe(200);
    await app.whenDone();
    expect((await app.request('/orders/O3')).body).toMatchObject({ user_id: '王', status: 'completed' });
    expect((await app.request('/orders')).body).toMatchObject({ data: { length: orders.length } });
    await app.sql(`DELETE FROM orders WHERE order_id <> 'O3'`);
    expect(await app.sql('SELECT COUNT(DISTINCT order_pk) AS n FROM order_timeline')).toEqual([{ n: 1 }]);
    expect(
      await app.sql(`SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE()
        AND table_name IN ('orders', 'order_timeline') AND engine = 'InnoDB'`),
    ).toEqual([{ n: 2 }]);
  });
});
