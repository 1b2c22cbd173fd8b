import type { Write } from '../../database/write-connection.js';
import type { TimelineEntry } from '../domain/timeline-entry.js';
import { TIMELINE_TABLE } from '../domain/timeline-row.entity.js';
import { TOTALS_ID, TOTALS_TABLE } from '../totals/order-totals.entity.js';

const STORED = [
  'sequence',
  'type',
  'attempt',
  'at',
  'detail',
  'actor',
] as const satisfies (keyof TimelineEntry)[];

/**
 * Adds entries to the log. The commit has already added their number to `order_totals.position`, and keeps that row locked
 * until it ends, so positions follow the order of the commits.
 */
export function writesOfEntries(entries: readonly TimelineEntry[], ordersTable: string): Write[] {
  if (entries.length === 0) return [];
  const entriesAfter = (index: number): number => entries.length - 1 - index;
  return [
    {
      kind: 'insert-children',
      table: TIMELINE_TABLE,
      parent: { table: ordersTable, key: 'order_id', id: 'id' },
      counter: { table: TOTALS_TABLE, column: 'position', id: TOTALS_ID },
      columns: ['order_pk', ...STORED, 'position'],
      rows: entries.map((entry, index) => [
        entry.orderId,
        ...STORED.map((name) => entry[name]),
        entriesAfter(index),
      ]),
    },
  ];
}

/** Records that retention may have removed entries up to this position. */
export function writeOfRemoval(upTo: number): Write {
  return { kind: 'raise', table: TOTALS_TABLE, columns: ['id', 'removed_up_to'], rows: [[TOTALS_ID, upTo]] };
}
