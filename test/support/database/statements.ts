import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'sqlite3';
import type { DataSource } from 'typeorm';

export interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

/** Notes all that is asked of a SQLite file: it passes the one connection of its data source. */
export async function noteStatements(source: DataSource, statements: Statement[]): Promise<void> {
  const database = (await source.createQueryRunner().connect()) as Database;
  for (const method of ['all', 'get', 'run', 'exec'] as const) {
    const ask = database[method].bind(database) as (sql: string, ...rest: unknown[]) => Database;
    database[method] = (script: string, ...rest: unknown[]): Database => {
      const parameters = Array.isArray(rest[0]) ? (rest[0] as unknown[]) : undefined;
      statements.push(...script.split(';\n').map((sql) => ({ sql, parameters })));
      return ask(script, ...rest);
    };
  }
}

/** Holds statements that contain `text`. `begun` resolves when the first of them comes, `goOn` lets go of all. */
export function holdStatement(source: DataSource, text: string): { begun: Promise<void>; goOn: () => void } {
  let goOn = (): void => undefined;
  let begin = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const begun = new Promise<void>((resolve) => (begin = resolve));
  // TypeORM has one query runner for each SQLite connection.
  const runner = source.createQueryRunner();
  const query = runner.query.bind(runner) as (sql: string, ...rest: unknown[]) => Promise<unknown>;
  const holding = async (sql: string, ...rest: unknown[]): Promise<unknown> => {
    if (sql.includes(text)) {
      begin();
      await held;
    }
    return query(sql, ...rest);
  };
  runner.query = holding as typeof runner.query;
  return { begun, goOn };
}

interface RunningStatements {
  /** How many have not come to their end. */
  readonly left: number;
  /** Breaks them off. */
  end(): Promise<void>;
}

const SLOW = `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000000) SELECT i FROM n WHERE i < 0`;

/** Keeps a connection busy with so many statements that take about a second each. */
export async function slowStatements(source: DataSource, statements: number): Promise<RunningStatements> {
  const database = (await source.createQueryRunner().connect()) as Database;
  let left = statements;
  for (let begun = 0; begun < statements; begun++) database.all(SLOW, () => left--);
  return {
    get left() {
      return left;
    },
    async end() {
      while (left > 0) {
        database.interrupt();
        await nextTurn();
      }
    },
  };
}
