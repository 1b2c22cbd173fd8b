/** What the store's statements need to know of the database they run on. */
export abstract class SqlDialect {
  /** Begins a transaction that is going to write. */
  abstract readonly begin: string;

  /**
   * Begin a transaction that reads one state of the database for as long as it is open. That state is fixed once all of
   * them have been run.
   */
  abstract readonly beginSnapshot: readonly string[];

  /**
   * A table expression over one parameter that holds a JSON array of objects: a row for each, with these of its
   * properties under the names of the columns.
   */
  abstract rowsFromJson(columns: ReadonlyMap<string, string>): string;

  /** Whether a statement failed because of what it was asked to write, not because the database cannot work. */
  abstract blamesRows(error: unknown): boolean;
}
