import type { KeyedRead } from './keyed-reader.js';

/** What a column may hold. */
export type SqlValue = string | number | null;

export interface RowSet {
  readonly table: string;
  readonly columns: readonly string[];
  /** The values of each row, in the order of the columns. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/**
 * New rows. `key` is a unique column of text, by which two who insert the same rows may meet. Ids follow the order here,
 * or on PostgreSQL that of the keys where the rows have more than a megabyte, so that those two do not lock each other out.
 */
interface InsertRows extends RowSet {
  readonly kind: 'insert';
  readonly key: string;
}

/** The first column is the key by which a row is found; the others are overwritten. */
interface UpdateRows extends RowSet {
  readonly kind: 'update';
}

/** As an update, but each of the other columns is a number that is added to what is there. */
interface AddToRows extends RowSet {
  readonly kind: 'add';
}

/** As an update, but each of the other columns keeps what is there if that is more. */
interface RaiseRows extends RowSet {
  readonly kind: 'raise';
}

/** The only column is the key by which a row is found. */
interface DeleteRows extends RowSet {
  readonly kind: 'delete';
}

/**
 * The first column refers to a row of `parent`, which is found by the value of its `key`; its `id` is what is stored. The
 * last column is counted back from a counter, which the commit has added to before.
 */
interface InsertChildren extends RowSet {
  readonly kind: 'insert-children';
  readonly parent: { readonly table: string; readonly key: string; readonly id: string };
  readonly counter: { readonly table: string; readonly column: string; readonly id: number };
}

/** Rows to be written. Tables and columns are the code's own names, never a client's text. */
export type Write = InsertRows | UpdateRows | AddToRows | RaiseRows | DeleteRows | InsertChildren;

/** What is to be written, and what that amounts to. */
export interface Decision<Result> {
  readonly result: Result;
  readonly writes: readonly Write[];
}

/** What a commit does about rows that somebody else has locked. */
export const WhenLocked = {
  /** Waits for them a while. */
  Wait: 'wait',
  /** Gives up, as soon as it can tell. */
  GiveUp: 'give-up',
  /** Takes them for rows that are not there. */
  Skip: 'skip',
} as const;

export type WhenLocked = (typeof WhenLocked)[keyof typeof WhenLocked];

/** A commit has met rows that somebody else has locked. */
export class RowsLockedError extends Error {
  override readonly name = 'RowsLockedError';

  /** @param keys values of the key that was read by, as far as they are known: none if they are not */
  constructor(
    readonly keys: ReadonlySet<string>,
    cause?: unknown,
  ) {
    super(`${keys.size > 0 ? keys.size : 'Some'} rows are locked by somebody else.`, { cause });
  }
}

/** What the order store, and nobody else, writes through: in sets, each commit as a whole or not at all. */
export abstract class WriteConnection {
  /** How many commits are worth having under way at a time. */
  abstract readonly lanes: number;

  /**
   * Reads rows, lets `decide` say what to write, and commits that; `decide` sees all that was committed before.
   * @returns what `decide` made of it, once it is on disk
   * @throws RowsLockedError, what `decide` throws, or the database's error; nothing is written then
   */
  abstract commit<Result>(
    read: KeyedRead,
    decide: (rows: object[]) => Decision<Result>,
    whenLocked?: WhenLocked,
  ): Promise<Result>;

  /** Whether a commit failed because of what it was asked to write, not because the database cannot work. */
  abstract blamesRows(error: unknown): boolean;
}
