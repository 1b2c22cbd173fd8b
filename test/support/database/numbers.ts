import { DATABASE_KIND } from './test-database.js';

const DIGITS = `(SELECT 0 AS d ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `UNION SELECT ${digit}`).join(' ')})`;
const PLACES = ['a', 'b', 'c', 'd', 'e'];

/** What a `FROM` needs for rows `i` from 1 to `last`, at most 100 000, on a database server. */
export function numbersUpTo(last: number): string {
  if (DATABASE_KIND === 'postgres') return `generate_series(1, ${last}) AS n(i)`;
  const sum = PLACES.map((name, power) => `${10 ** power} * ${name}.d`).join(' + ');
  const tables = PLACES.map((name) => `${DIGITS} ${name}`).join(', ');
  return `(SELECT 1 + ${sum} AS i FROM ${tables}) n WHERE i <= ${last}`;
}
