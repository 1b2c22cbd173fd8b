import type { SqlValue } from '../../write-connection.js';

/**
 * The most characters of one parameter, unless a single row has more. MySQL accepts 16 MB by default, and a character may
 * take four bytes.
 */
const MAX_LENGTH = 1_000_000;

/** Rows as JSON lists of objects `{ c0, c1, … }`; each list fits into one statement. */
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
