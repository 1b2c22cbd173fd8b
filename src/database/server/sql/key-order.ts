import type { SqlValue } from '../../write-connection.js';

type Row = readonly SqlValue[];

/** Sorts rows by the bytes of one of their values, as databases do with the collation `C`. */
export function inKeyOrder(rows: readonly Row[], key: number): Row[] {
  return rows.toSorted((a, b) => compareBytes(String(a[key]), String(b[key])));
}

/** JavaScript compares UTF-16 code units: only surrogates, for characters beyond U+FFFF, sort differently from bytes. */
function compareBytes(one: string, other: string): number {
  let place = 0;
  while (place < one.length && one.charCodeAt(place) === other.charCodeAt(place)) place++;
  if (place === one.length || place === other.length) return one.length - other.length;
  return rank(one.charCodeAt(place)) - rank(other.charCodeAt(place));
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
