import type { DataSource, EntityMetadata } from 'typeorm';
import { isSetupTrouble } from './sql/error-classes.js';

/** Tries every kind of statement that the service needs, on no rows. @returns the server's errors */
export async function findMissingRights(source: DataSource): Promise<string[]> {
  const refusals = new Set<string>();
  for (const statement of source.entityMetadatas.flatMap(statementsOn)) {
    try {
      await source.query(statement);
    } catch (error) {
      if (!isSetupTrouble(error)) throw error;
      refusals.add((error as Error).message);
    }
  }
  return [...refusals];
}

function statementsOn({ connection, tableName, columns }: EntityMetadata): string[] {
  const quoted = (name: string): string => connection.driver.escape(name);
  const table = quoted(tableName);
  const names = columns.map(({ databaseName }) => quoted(databaseName));
  return [
    `SELECT ${names.join(', ')} FROM ${table} WHERE 1 = 0`,
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.join(', ')} FROM ${table} WHERE 1 = 0`,
    `UPDATE ${table} SET ${names.map((name) => `${name} = ${name}`).join(', ')} WHERE 1 = 0`,
    `DELETE FROM ${table} WHERE 1 = 0`,
  ];
}
