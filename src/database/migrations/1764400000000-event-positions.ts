import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { schemaTermsOf } from './schema-terms.js';
import { ensureColumn, ensureNoColumn, ensureTable, replaceIndices } from './steps.js';

const TIMELINE = 'order_timeline';
const LOG = 'order_log';
const BY_POSITION = { name: 'order_timeline_position', columnNames: ['position'], isUnique: true };

/**
 * Makes all timelines one ordered log: each entry gets a position, counted in the one row of `order_log`. Entries that
 * exist already are numbered by time, each order's in their sequence. Also adds the columns for who has made a change, and
 * for the kind of error an order has failed with.
 */
export class EventPositions1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { engine, exactText } = await schemaTermsOf(runner);
    const numbers = ['id', 'position', 'removed_up_to'];
    const columns = numbers.map((name) => ({ name, type: 'bigint', isPrimary: name === 'id' }));
    await ensureTable(runner, new Table({ name: LOG, ...engine, columns }));
    await ensureColumn(runner, TIMELINE, { name: 'position', type: 'bigint', isNullable: true });
    await ensureColumn(runner, TIMELINE, {
      name: 'actor',
      type: 'varchar',
      length: '255',
      isNullable: true,
      ...exactText,
    });
    await ensureColumn(runner, 'orders', {
      name: 'error_signature',
      type: 'varchar',
      length: '64',
      isNullable: true,
      ...exactText,
    });
    await numberEntries(runner);
    await replaceIndices(runner, TIMELINE, [], [BY_POSITION]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceIndices(runner, TIMELINE, [BY_POSITION], []);
    await ensureNoColumn(runner, 'orders', 'error_signature');
    for (const name of ['actor', 'position']) await ensureNoColumn(runner, TIMELINE, name);
    await runner.dropTable(LOG, true);
  }
}

/** In one statement, so that a start that is killed leaves all of them numbered, or none. */
async function numberEntries(runner: QueryRunner): Promise<void> {
  const { type } = runner.connection.options;
  if (type === 'postgres') await runner.query('SET LOCAL statement_timeout = 0');
  const [log] = (await runner.query(`SELECT id FROM ${LOG}`)) as object[];
  if (log) return;
  await runner.query(type === 'mysql' ? NUMBER_ON_MYSQL : NUMBER);
  await runner.query(`INSERT INTO ${LOG} (id, position, removed_up_to)
    SELECT 1, COALESCE(MAX(position), 0), 0 FROM ${TIMELINE}`);
}

/** By time; where a clock went back, by the latest time that the order's timeline had reached. */
const NUMBERED = `SELECT order_pk, sequence, ROW_NUMBER() OVER (ORDER BY reached_at, order_pk, sequence) AS position
  FROM (SELECT order_pk, sequence, MAX(at) OVER (PARTITION BY order_pk ORDER BY sequence) AS reached_at
    FROM ${TIMELINE}) entries`;

const NUMBER = `UPDATE ${TIMELINE} SET position = numbered.position FROM (${NUMBERED}) numbered
  WHERE ${TIMELINE}.order_pk = numbered.order_pk AND ${TIMELINE}.sequence = numbered.sequence`;

const NUMBER_ON_MYSQL = `UPDATE ${TIMELINE} t JOIN (${NUMBERED}) numbered
  ON t.order_pk = numbered.order_pk AND t.sequence = numbered.sequence SET t.position = numbered.position`;
