import type { MigrationInterface, QueryRunner, Table } from 'typeorm';
import { schemaTermsOf } from './schema-terms.js';
import { ensureForeignKey, ensureNoForeignKey, presentTable } from './steps.js';

interface Widths {
  /** Type of the orders' keys, as both servers call it. */
  readonly key: 'int' | 'bigint';
  /** How many characters the shop's own id may have. */
  readonly orderId: number;
}

const BEFORE: Widths = { key: 'int', orderId: 64 };
const SINCE: Widths = { key: 'bigint', orderId: 128 };

const TO_ORDERS = {
  columnNames: ['order_pk'],
  referencedTableName: 'orders',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
};

/** Keys that count on beyond 2³¹, and longer ids. A key of SQLite has 64 bits, and its texts any length. */
export class WideKeys1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await setWidths(runner, SINCE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await setWidths(runner, BEFORE);
  }
}

async function setWidths(runner: QueryRunner, widths: Widths): Promise<void> {
  const { type } = runner.connection.options;
  if (type === 'postgres') await setWidthsOnPostgres(runner, widths);
  if (type === 'mysql') await setWidthsOnMysql(runner, widths);
}

async function setWidthsOnPostgres(runner: QueryRunner, { key, orderId }: Widths): Promise<void> {
  const { collation } = (await schemaTermsOf(runner)).exactText;
  // All rows are written anew: that takes as long as it takes.
  await runner.query('SET LOCAL statement_timeout = 0');
  await runner.query(`ALTER TABLE orders ALTER COLUMN id TYPE ${key},
    ALTER COLUMN order_id TYPE varchar(${orderId}) COLLATE "${collation}"`);
  await runner.query(`ALTER TABLE order_timeline ALTER COLUMN order_pk TYPE ${key}`);
  const [sequence] = (await runner.query(
    `SELECT pg_get_serial_sequence('orders', 'id') AS name`,
  )) as unknown as { name: string }[];
  if (sequence) await runner.query(`ALTER SEQUENCE ${sequence.name} AS ${key}`);
}

/** No column that takes part in a foreign key may change its type. */
async function setWidthsOnMysql(runner: QueryRunner, widths: Widths): Promise<void> {
  const { charset, collation } = (await schemaTermsOf(runner)).exactText;
  const { key, orderId } = widths;
  const [orders, timeline] = [
    await presentTable(runner, 'orders'),
    await presentTable(runner, 'order_timeline'),
  ];
  const areOrdersDone = typeOf(orders, 'id') === key && lengthOf(orders, 'order_id') === orderId;
  const isTimelineDone = typeOf(timeline, 'order_pk') === key;
  if (!areOrdersDone || !isTimelineDone) await ensureNoForeignKey(runner, 'order_timeline', TO_ORDERS);
  if (!isTimelineDone) await runner.query(`ALTER TABLE order_timeline MODIFY order_pk ${key} NOT NULL`);
  if (!areOrdersDone)
    await runner.query(`ALTER TABLE orders MODIFY id ${key} NOT NULL AUTO_INCREMENT,
      MODIFY order_id varchar(${orderId}) CHARACTER SET ${charset} COLLATE ${collation} NOT NULL`);
  // While there was no foreign key another instance may have removed orders.
  await runner.query(
    `DELETE t FROM order_timeline t LEFT JOIN orders o ON o.id = t.order_pk WHERE o.id IS NULL`,
  );
  await ensureForeignKey(runner, 'order_timeline', TO_ORDERS);
}

function typeOf(table: Table, column: string): string | undefined {
  return table.findColumnByName(column)?.type;
}

function lengthOf(table: Table, column: string): number {
  return Number(table.findColumnByName(column)?.length);
}
