import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND, SERVERS, TestDatabase } from '../../support/database/test-database.js';
import { inMemoryOnly } from '../../support/test-queue.js';

const onPostgres = DATABASE_KIND === 'postgres' ? describe : describe.skip;
const UTF8 = `ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`;

// A start that fails leaves its way to Redis open until the process ends.
inMemoryOnly(onPostgres as typeof describe)('a PostgreSQL that is set up in another way', () => {
  let databases: TestDatabase[];
  let apps: TestApp[];

  beforeEach(() => {
    databases = [];
    apps = [];
  });

  afterEach(async () => {
    for (const app of apps) await app.stop();
    for (const database of databases) await database.drop();
  });

  async function create(options = ''): Promise<TestDatabase> {
    const database = await TestDatabase.createOn(SERVERS.postgres, options);
    databases.push(database);
    return database;
  }

  const nameOf = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);

  async function start(database: TestDatabase, settings = {}): Promise<TestApp> {
    const app = await TestApp.start({ database, settings });
    apps.push(app);
    return app;
  }

  /** @returns undefined if it started */
  const refusalOf = (database: TestDatabase, settings = {}): Promise<string | undefined> =>
    start(database, settings).then(() => undefined, String);

  /** A user of the database who is no administrator, and may do nothing yet. */
  async function createGuest(database: TestDatabase): Promise<{ name: string; url: string }> {
    const name = `guest_of_${nameOf(database)}`;
    await database.query(`CREATE ROLE ${name} LOGIN`);
    const url = new URL(database.url);
    url.username = name;
    return { name, url: url.href };
  }

  it.each(['LATIN1', 'SQL_ASCII'])('is refused in %s, and taken as it says', async (encoding) => {
    const database = await create(`ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    expect(await refusalOf(database)).toContain(`It is in ${encoding}`);
    expect(await refusalOf(database)).toContain(`CREATE DATABASE orders ${UTF8}`);
    const app = await start(await create(UTF8));
    expect((await app.post('/orders', orderBody({ user_id: '王' }))).status).toBe(201);
  });

  it('is told all that is wrong with it at once', async () => {
    const database = await create(`ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    await database.query(`ALTER DATABASE ${nameOf(database)} SET search_path = nowhere`);
    await database.query(`ALTER DATABASE ${nameOf(database)} SET default_transaction_read_only = on`);
    const refusal = await refusalOf(database);
    for (const part of ['LATIN1', 'default_transaction_read_only = off', 'search_path = public'])
      expect(refusal).toContain(part);
  });

  it('that acknowledges before it writes is made to write', async () => {
    const database = await create();
    await database.query(`ALTER DATABASE ${nameOf(database)} SET synchronous_commit = off`);
    await database.query('CREATE TABLE notes (note text)');
    const app = await start(database);
    // Whatever a commit of an order is made under.
    await database.query(`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO notes SELECT current_setting('synchronous_commit'); RETURN NEW; END $$`);
    await database.query('CREATE TRIGGER note BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note()');
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    expect(await app.sql('SELECT note FROM notes')).toEqual([{ note: 'on' }]);
  });

  it('is refused to a user who may not do what the service does, and 503 once that goes', async () => {
    const database = await create();
    const guest = await createGuest(database);
    const settings = { DATABASE_URL: guest.url };
    try {
      await database.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
      expect(await refusalOf(database, settings)).toContain('GRANT USAGE, CREATE ON SCHEMA "public"');
      await start(database);
      await database.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${guest.name}`);
      expect(await refusalOf(database, settings)).toContain('GRANT USAGE ON SEQUENCE orders_id_seq');
      await database.query(`GRANT USAGE ON SEQUENCE orders_id_seq TO ${guest.name}`);
      expect(await refusalOf(database, settings)).toContain('permission denied for table orders');
      await database.query(
        `GRANT INSERT, UPDATE, DELETE ON orders, order_timeline, order_totals TO ${guest.name}`,
      );
      const app = await start(database, settings);
      expect((await app.post('/orders', orderBody())).status).toBe(201);
      await app.whenDone();
      await database.query(`REVOKE ALL ON orders FROM ${guest.name}`);
      for (const path of ['/orders', '/orders/A0001', '/health/ready'])
        expect((await app.request(path)).status).toBe(503);
      expect((await app.post('/orders', orderBody({ order_id: 'A0002' }))).status).toBe(503);
    } finally {
      await database.query(`DROP OWNED BY ${guest.name}`);
      await database.query(`DROP ROLE ${guest.name}`);
    }
  });
});
