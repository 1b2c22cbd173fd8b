import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND } from '../../support/database/test-database.js';
import { GatedProcessor } from '../../support/test-processors.js';

const isPostgres = DATABASE_KIND === 'postgres';
const CONNECTION = isPostgres ? 'pg_backend_pid()' : 'CONNECTION_ID()';
const ORDERS = Array.from({ length: 40 }, (_, index) => `A${index}`);

/** From now on all connections that are noted in `demoted` lead to a server that takes no changes. */
const DEMOTE = isPostgres
  ? [
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF EXISTS (SELECT 1 FROM demoted WHERE id = pg_backend_pid()) THEN
           RAISE SQLSTATE '25006' USING MESSAGE = 'cannot execute INSERT in a read-only transaction';
         END IF;
         RETURN NEW;
       END $$`,
      'CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION refuse()',
    ]
  : [
      `CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH ROW BEGIN
         IF EXISTS (SELECT 1 FROM demoted WHERE id = CONNECTION_ID()) THEN
           SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'running with --read-only';
         END IF;
       END`,
    ];
const NOTE_ALL = isPostgres
  ? 'INSERT INTO demoted SELECT pid FROM pg_stat_activity WHERE datname = current_database()'
  : 'INSERT INTO demoted SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE()';

describe('connections that lead to a server which has become read-only', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start({ processor: new GatedProcessor(), settings: { SHUTDOWN_TIMEOUT_MS: '0' } });
  });

  afterEach(() => app.dispose());

  const post = async (order_id: string): Promise<number> =>
    (await app.post('/orders', orderBody({ order_id }))).status;

  it('are given up, and nobody is refused for it', async () => {
    await Promise.all(ORDERS.map((id) => post(`before-${id}`)));
    await app.sql('CREATE TABLE demoted (id bigint)');
    for (const statement of DEMOTE) await app.sql(statement);
    await app.sql(NOTE_ALL);
    const statuses = await Promise.all(ORDERS.map((id) => post(id)));
    expect(statuses).toEqual(ORDERS.map(() => 201));
    expect(await app.sql(`SELECT 1 FROM demoted WHERE id = ${CONNECTION}`)).toEqual([]);
  });
});
