import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaTermsOf } from './schema-terms.js';
import { lockTables } from './lock-tables.js';
import { ensureColumn, ensureNoColumn, replaceIndices } from './steps.js';

const TIMELINE = 'order_timeline';
const TOTALS = 'order_totals';
const COUNTERS = ['position', 'removed_up_to'];
const BY_POSITION = { name: 'order_timeline_position', columnNames: ['position'], isUnique: true };

/**
 * Makes all timelines one ordered log: each entry gets a position, counted in the one row of `order_totals`. Entries that
 * exist already are numbered by time, each order's in their sequence. Also adds the columns for who has made a change, and
 * for the kind of error an order has failed with.
 */
export class EventPositions1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { exactText } = await schemaTermsOf(runner);
    await lockTables(runner, ['orders', TIMELINE, TOTALS]);
    for (const name of COUNTERS) await ensureColumn(runner, TOTALS, { name, type: 'bigint', default: 0 });
    await ensureColumn(runner, TIMELINE, { name: 'position', type: 'bigint' });
    await ensureColumn(runner, TIMELINE, {
      name: 'actor',
      type: 'varchar',
      length: '255',
      ...exactText,
    });
    await ensureColumn(runner, 'orders', {
      name: 'error_signature',
      type: 'varchar',
      length: '64',
      ...exactText,
    });
    await numberEntries(runner);
    await replaceIndices(runner, TIMELINE, [], [BY_POSITION]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceIndices(runner, TIMELINE, [BY_POSITION], []);
    await ensureNoColumn(runner, 'orders', 'error_signature');
    for (const name of ['actor', 'position']) await ensureNoColumn(runner, TIMELINE, name);
    for (const name of COUNTERS) await ensureNoColumn(runner, TOTALS, name);
  }
}

/** In one statement, so that a start that is killed leaves all of them numbered, or none. */
async function numberEntries(runner: QueryRunner): Promise<void> {
  const { type } = runner.connection.options;
  if (type === 'postgres') await runner.query('SET LOCAL statement_timeout = 0');
  const [totals] = (await runner.query(`SELECT position FROM ${TOTALS}`)) as { position: unknown }[];
  if (!totals) await runner.query(NO_TOTALS);
  if (Number(totals?.position ?? 0) > 0) return;
  await runner.query(type === 'mysql' ? NUMBER_ON_MYSQL : NUMBER);
  await runner.query(`UPDATE ${TOTALS} SET position = (SELECT COALESCE(MAX(position), 0) FROM ${TIMELINE})`);
}

/** The one process of a SQLite file has had no row. */
const NO_TOTALS = `INSERT INTO ${TOTALS} (id, pending, processing, completed, failed, cancelled, processing_ms, ended,
  checked_at) VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0)`;

/** By time; where a clock went back, by the latest time that the order's timeline had reached. */
const NUMBERED = `SELECT order_pk, sequence, ROW_NUMBER() OVER (ORDER BY reached_at, order_pk, sequence) AS position
  FROM (SELECT order_pk, sequence, MAX(at) OVER (PARTITION BY order_pk ORDER BY sequence) AS reached_at
    FROM ${TIMELINE}) entries`;

const NUMBER = `UPDATE ${TIMELINE} SET position = numbered.position FROM (${NUMBERED}) numbered
  WHERE ${TIMELINE}.order_pk = numbered.order_pk AND ${TIMELINE}.sequence = numbered.sequence`;

const NUMBER_ON_MYSQL = `UPDATE ${TIMELINE} t JOIN (${NUMBERED}) numbered
  ON t.order_pk = numbered.order_pk AND t.sequence = numbered.sequence SET t.position = numbered.position`;
