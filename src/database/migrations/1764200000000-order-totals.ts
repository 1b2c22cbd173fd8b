import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'order_totals';
const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;

/**
 * One row with the totals of all orders, for databases that several instances share: each commit adds to it what it
 * changes. The one process of a SQLite file counts in memory, and leaves the table empty.
 */
export class OrderTotals1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasTable(TABLE))) await runner.createTable(totalsTable());
    if (runner.connection.options.type === 'sqlite') return;
    const [totals] = (await runner.query(`SELECT id FROM ${TABLE}`)) as object[];
    if (!totals) await runner.query(countAll());
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await runner.hasTable(TABLE)) await runner.dropTable(TABLE);
  }
}

function totalsTable(): Table {
  const numbers = [...STATUSES, 'processing_ms', 'ended', 'checked_at'];
  return new Table({
    name: TABLE,
    engine: 'InnoDB',
    columns: [
      { name: 'id', type: 'integer', isPrimary: true },
      ...numbers.map((name) => ({ name, type: 'bigint' })),
    ],
  });
}

function countAll(): string {
  const count = (status: string): string => `COUNT(CASE WHEN status = '${status}' THEN 1 END)`;
  const processingMs = `COALESCE(SUM(CASE WHEN status = 'completed' THEN processing_ms END), 0)`;
  return `INSERT INTO ${TABLE} (id, ${STATUSES.join(', ')}, processing_ms, ended, checked_at)
    SELECT 1, ${STATUSES.map(count).join(', ')}, ${processingMs}, 0, 0 FROM orders`;
}
