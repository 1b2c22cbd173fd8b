import type { DataSource } from 'typeorm';

export interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

/**
 * Shows each statement of a connection to `look` first, and runs it when that resolves. TypeORM has one query runner for
 * each SQLite connection: all that is asked passes it.
 */
export function beforeEachStatement(
  source: DataSource,
  look: (statement: Statement) => void | Promise<void>,
): void {
  const runner = source.createQueryRunner();
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const watched = async (...args: [string, unknown[] | undefined, ...unknown[]]): Promise<unknown> => {
    await look({ sql: args[0], parameters: args[1] });
    return query(...args);
  };
  runner.query = watched as typeof runner.query;
}

/** Holds statements that contain `text`. `begun` resolves when the first of them comes, `goOn` lets go of all. */
export function holdStatement(source: DataSource, text: string): { begun: Promise<void>; goOn: () => void } {
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const begun = new Promise<void>((resolve) => {
    beforeEachStatement(source, ({ sql }) => {
      if (!sql.includes(text)) return;
      resolve();
      return held;
    });
  });
  return { begun, goOn };
}
