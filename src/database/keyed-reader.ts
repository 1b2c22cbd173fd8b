/** Where rows are read from, by the values of `key`. */
export interface KeyedSource {
  readonly table: string;
  /** Columns by the property that they become in the result. */
  readonly columns: ReadonlyMap<string, string>;
  readonly key: string;
}

/** Asks for the rows whose `key` has one of these values. */
export interface KeyedRead extends KeyedSource {
  readonly values: readonly string[];
}

/** Reads the latest committed version of rows. */
export abstract class KeyedReader {
  /** @returns plain objects, in no particular order */
  abstract read(read: KeyedRead): Promise<object[]>;
}
