import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { POSTGRES_DIALECT } from '../../src/database/postgres/postgres-dialect.js';
import { SetStatements } from '../../src/database/server/set-statements.js';
import { TestApp } from '../support/test-app.js';
import { DATABASE_KIND } from '../support/test-database.js';

const ORDERS = { table: 'orders', rows: [] } as const;
const NO_ROWS = '[]';

(DATABASE_KIND === 'postgres' ? describe : describe.skip)('a set of keys in PostgreSQL', () => {
  let app: TestApp;
  let statements: SetStatements;

  beforeAll(async () => {
    app = await TestApp.start();
    statements = new SetStatements(app.get(DataSource), POSTGRES_DIALECT);
  });

  afterAll(() => app.dispose());

  async function planOf(statement: string): Promise<string> {
    const lines = await app.sql<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`, [NO_ROWS]);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  it('finds its rows by an index, in a small table too', async () => {
    const columns = new Map([['id', 'id']]);
    const parent = { table: 'orders', key: 'order_id', id: 'id' };
    const children = ['order_pk', 'sequence', 'type', 'attempt', 'at', 'detail'];
    for (const statement of [
      statements.selectForUpdate({ table: 'orders', columns, key: 'order_id', values: [] }),
      statements.write({ ...ORDERS, kind: 'update', columns: ['id', 'status'] }),
      statements.write({ ...ORDERS, kind: 'delete', columns: ['id'] }),
      statements.write({
        kind: 'insert-children',
        table: 'order_timeline',
        parent,
        columns: children,
        rows: [],
      }),
    ]) {
      const plan = await planOf(statement);
      expect(plan).toMatch(/Index (Only )?Scan/);
      expect(plan).not.toContain('Seq Scan');
    }
  });
});
