import { type KeyedRead, KeyedReader } from '../keyed-reader.js';
import { onConnection } from './on-connection.js';
import { toJsonLists } from './sql/json-rows.js';
import type { ServerPool } from './server-pool.js';
import { SetStatements } from './sql/set-statements.js';

/** Reads in sets, on any connection of the pool. */
export class ServerKeyedReader extends KeyedReader {
  private readonly statements: SetStatements;

  constructor(private readonly source: ServerPool) {
    super();
    this.statements = new SetStatements(source, source.dialect);
  }

  override async read(read: KeyedRead): Promise<object[]> {
    const statement = this.statements.select(read);
    const lists = toJsonLists(read.values.map((value) => [value]));
    return onConnection(this.source, async (connection) => {
      const found: object[] = [];
      for (const list of lists) found.push(...(await this.source.dialect.run(connection, statement, [list])));
      return found;
    });
  }
}
