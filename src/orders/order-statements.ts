import type { SqlDialect } from '../database/sql-dialect.js';
import type { Order } from './order.entity.js';
import type { TimelineEntry } from './timeline-entry.js';

/** What may change of an order after it was created. */
const CHANGING = [
  'status',
  'attempts',
  'spentAttempts',
  'lastError',
  'dueAt',
  'processingMs',
  'sequence',
  'updatedAt',
] as const satisfies (keyof Order)[];

const TIMELINE_COLUMNS: ReadonlyMap<keyof TimelineEntry, string> = new Map([
  ['orderId', 'order_id'],
  ['sequence', 'sequence'],
  ['type', 'type'],
  ['attempt', 'attempt'],
  ['at', 'at'],
  ['detail', 'detail'],
]);

/** Each takes one parameter: a JSON array with an object for each row. */
export interface OrderStatements {
  /** `[{ orderId }]` to orders. */
  readonly read: string;
  /** Whole orders without their `id`. */
  readonly insert: string;
  /** Whole orders; all that may change is written. */
  readonly update: string;
  /** Timeline entries of orders that are stored by then. */
  readonly insertTimeline: string;
  /** `[{ id }]` of orders; their timelines go with them by the foreign key. */
  readonly remove: string;
}

/**
 * The store's statements, in sets.
 * @param columns the columns of orders by the names of their properties
 */
export function orderStatements(dialect: SqlDialect, columns: ReadonlyMap<string, string>): OrderStatements {
  const pick = (properties: readonly string[]): Map<string, string> =>
    new Map([...columns].filter(([property]) => properties.includes(property)));
  const stored = pick([...columns.keys()].filter((property) => property !== 'id'));
  const changing = pick(CHANGING);
  const all = [...columns].map(([property, column]) => `"${column}" AS "${property}"`).join(', ');
  const names = quoted(stored.values());
  const assignments = [...changing.values()].map((column) => `"${column}" = changed."${column}"`).join(', ');
  const entry = [...TIMELINE_COLUMNS.values()].filter((column) => column !== 'order_id');

  return {
    read: `SELECT ${all} FROM "orders" WHERE "order_id" IN
      (SELECT "order_id" FROM ${dialect.rowsFromJson(pick(['orderId']))} AS wanted)`,
    insert: `INSERT INTO "orders" (${names}) SELECT ${names} FROM ${dialect.rowsFromJson(stored)} AS created`,
    update: `UPDATE "orders" SET ${assignments}
      FROM ${dialect.rowsFromJson(new Map([['id', 'id'], ...changing]))} AS changed WHERE "orders"."id" = changed."id"`,
    insertTimeline: `INSERT INTO "order_timeline" ("order_pk", ${quoted(entry)})
      SELECT "orders"."id", ${entry.map((column) => `entry."${column}"`).join(', ')}
      FROM ${dialect.rowsFromJson(TIMELINE_COLUMNS)} AS entry
      JOIN "orders" ON "orders"."order_id" = entry."order_id"`,
    remove: `DELETE FROM "orders" WHERE "id" IN
      (SELECT "id" FROM ${dialect.rowsFromJson(pick(['id']))} AS removed)`,
  };
}

function quoted(columns: Iterable<string>): string {
  return [...columns].map((column) => `"${column}"`).join(', ');
}
