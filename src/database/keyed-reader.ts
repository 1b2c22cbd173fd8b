/** Asks for the rows of a table whose `key` has one of these values. */
export interface KeyedRead {
  readonly table: string;
  /** Columns by the names that they have in the answer. */
  readonly columns: ReadonlyMap<string, string>;
  readonly key: string;
  readonly values: readonly string[];
}

/** Reads rows as they were committed last. */
export abstract class KeyedReader {
  /** @returns plain objects, in no order */
  abstract read(read: KeyedRead): Promise<object[]>;
}
