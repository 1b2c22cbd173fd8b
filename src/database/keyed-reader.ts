/** Where rows are read from, by the values of `key`. */
export interface KeyedSource {
  readonly table: string;
  /** Columns by the names that they have in the answer. */
  readonly columns: ReadonlyMap<string, string>;
  readonly key: string;
}

/** Asks for the rows whose `key` has one of these values. */
export interface KeyedRead extends KeyedSource {
  readonly values: readonly string[];
}

/** Reads rows as they were committed last. */
export abstract class KeyedReader {
  /** @returns plain objects, in no order */
  abstract read(read: KeyedRead): Promise<object[]>;
}
