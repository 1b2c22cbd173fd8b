import type { DataSource } from 'typeorm';
import { type KeyedRead, KeyedReader } from '../keyed-reader.js';
import { onConnection } from './on-connection.js';
import { toJsonLists } from './json-rows.js';
import { SetStatements } from './set-statements.js';
import type { SqlDialect } from './sql-dialect.js';

/** Reads in sets, on any connection of the pool. */
export class ServerKeyedReader extends KeyedReader {
  private readonly statements: SetStatements;

  constructor(
    private readonly source: DataSource,
    private readonly dialect: SqlDialect,
  ) {
    super();
    this.statements = new SetStatements(source, dialect);
  }

  override async read(read: KeyedRead): Promise<object[]> {
    const statement = this.statements.select(read);
    const lists = toJsonLists(read.values.map((value) => [value]));
    return onConnection(this.source, async (connection) => {
      const found: object[] = [];
      for (const list of lists) found.push(...(await this.dialect.run(connection, statement, [list])));
      return found;
    });
  }
}
