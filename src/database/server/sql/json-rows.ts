import type { SqlValue } from '../../write-connection.js';

/**
 * How much travels in one parameter, in characters, unless one row alone has more. MySQL takes 16 MB at a time where
 * nothing else is set; a character may take four bytes.
 */
const MAX_LENGTH = 1_000_000;

/** Rows as JSON lists of objects `{ c0, c1, … }`, each of which fits into one statement. */
export function toJsonLists(rows: readonly (readonly SqlValue[])[]): string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const row of rows) {
    const text = JSON.stringify(Object.fromEntries(row.map((value, index) => [`c${index}`, value])));
    if (text.length > room) {
      lists.push([]);
      room = MAX_LENGTH;
    }
    lists.at(-1)?.push(text);
    room -= text.length;
  }
  return lists.map((list) => `[${list.join(',')}]`);
}
