import type { Write } from '../../database/write-connection.js';
import type { TimelineEntry } from '../domain/timeline-entry.js';
import { TIMELINE_TABLE } from '../domain/timeline-row.entity.js';
import { LOG_ID, LOG_TABLE } from './order-log.entity.js';

const STORED = [
  'sequence',
  'type',
  'attempt',
  'at',
  'detail',
  'actor',
] as const satisfies (keyof TimelineEntry)[];

/**
 * Adds entries to the log, with the next positions in their order. From the first of these writes until the commit ends
 * other commits wait for it, so that positions follow the order of the commits.
 */
export function writesOfEntries(entries: readonly TimelineEntry[], ordersTable: string): Write[] {
  if (entries.length === 0) return [];
  const behind = (index: number): number => entries.length - 1 - index;
  return [
    { kind: 'add', table: LOG_TABLE, columns: ['id', 'position'], rows: [[LOG_ID, entries.length]] },
    {
      kind: 'insert-children',
      table: TIMELINE_TABLE,
      parent: { table: ordersTable, key: 'order_id', id: 'id' },
      counter: { table: LOG_TABLE, column: 'position', id: LOG_ID },
      columns: ['order_pk', ...STORED, 'position'],
      rows: entries.map((entry, index) => [
        entry.orderId,
        ...STORED.map((name) => entry[name]),
        behind(index),
      ]),
    },
  ];
}

/** Notes that entries up to this position may be missing from now on. */
export function writeOfRemoval(upTo: number): Write {
  return { kind: 'raise', table: LOG_TABLE, columns: ['id', 'removed_up_to'], rows: [[LOG_ID, upTo]] };
}
