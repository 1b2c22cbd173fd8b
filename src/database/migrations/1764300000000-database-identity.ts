import { randomUUID } from 'node:crypto';
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { schemaTermsOf } from './schema-terms.js';
import { ensureTable } from './steps.js';

const TABLE = 'service_identity';

/** One row with a random id that identifies this database. It stays the same when the database is moved. */
export class DatabaseIdentity1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { engine } = await schemaTermsOf(runner);
    const columns = [
      { name: 'id', type: 'integer', isPrimary: true },
      { name: 'identity', type: 'varchar', length: '36' },
    ];
    await ensureTable(runner, new Table({ name: TABLE, ...engine, columns }));
    const [present] = (await runner.query(`SELECT id FROM ${TABLE}`)) as object[];
    if (!present) await runner.query(`INSERT INTO ${TABLE} (id, identity) VALUES (1, '${randomUUID()}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
