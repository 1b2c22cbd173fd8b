import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Order } from '../domain/order.entity.js';
import type { StoredEntry, TimelineType } from '../domain/timeline-entry.js';
import { OrderTimelineRow, toEntry } from '../domain/timeline-row.entity.js';

/** A page is read in steps, the first of this many events, until the item ids of their orders have this many characters. */
const FIRST_STEP = 20;
const PAGE_SIZE = 512 * 1024;
/** How many entries are searched at most for those that match a filter without an index of its own. */
const WINDOW = 10_000;

/** An entry of the log, and its order as it was when the entry was read. */
export interface LoggedEvent {
  readonly entry: StoredEntry;
  readonly order: Order;
}

export interface EventFilter {
  /** None for all. */
  readonly types: readonly TimelineType[];
  readonly orderId?: string | undefined;
  readonly userId?: string | undefined;
}

/** Positions: `after` excluded, `upTo` included. */
export interface LogRange {
  readonly after: number;
  readonly upTo: number;
}

export interface EventsRead {
  readonly events: readonly LoggedEvent[];
  /** All events up to this position have been read. */
  readonly upTo: number;
}

export function matches({ types, orderId, userId }: EventFilter, { entry, order }: LoggedEvent): boolean {
  if (types.length > 0 && !types.includes(entry.type)) return false;
  if (orderId !== undefined && order.orderId !== orderId) return false;
  return userId === undefined || order.userId === userId;
}

/** At most `limit` matching events, in order; fewer if their orders are large or only few of many entries match. */
export async function readEvents(
  manager: EntityManager,
  filter: EventFilter,
  range: LogRange,
  limit: number,
): Promise<EventsRead> {
  const last = needsSearch(filter) ? Math.min(range.upTo, range.after + Math.max(limit, WINDOW)) : range.upTo;
  const events: LoggedEvent[] = [];
  let size = 0;
  let after = range.after;
  while (events.length < limit && size < PAGE_SIZE) {
    const wanted = Math.min(nextStep(events.length, size), limit - events.length);
    const step = await readStep(manager, filter, { after, upTo: last }, wanted);
    events.push(...step);
    if (step.length < wanted) return { events, upTo: last };
    size += step.reduce((sum, { order }) => sum + order.itemIds.length, 0);
    after = step.at(-1)?.entry.position ?? last;
  }
  return { events, upTo: after };
}

/** As many events as fit into the page if they are as large as those before. */
function nextStep(read: number, size: number): number {
  return read === 0 ? FIRST_STEP : Math.max(1, Math.floor(((PAGE_SIZE - size) * read) / Math.max(1, size)));
}

/** Whether entries that do not match must be read as well: the order's entries have an index. */
function needsSearch({ types, orderId, userId }: EventFilter): boolean {
  return orderId === undefined && (types.length > 0 || userId !== undefined);
}

/** Looked up entry by entry: for a join a planner might read the orders of all users. */
const USER_ID = '(SELECT u.user_id FROM orders u WHERE u.id = t.order_pk)';

async function readStep(
  manager: EntityManager,
  { types, orderId, userId }: EventFilter,
  range: LogRange,
  limit: number,
): Promise<LoggedEvent[]> {
  const query = selectEntries(manager)
    .where('t.position > :after AND t.position <= :upTo', range)
    .orderBy('t.position')
    .limit(limit);
  if (types.length > 0) query.andWhere('t.type IN (:...types)', { types });
  if (orderId !== undefined) query.andWhere('o.orderId = :orderId', { orderId });
  if (userId !== undefined) query.andWhere(`${USER_ID} = :userId`, { userId });
  const rows = await query.getMany();
  return rows.map((row) => ({ entry: toEntry(row.order.orderId, row), order: row.order }));
}

type EntryWithOrder = OrderTimelineRow & { readonly order: Order };

function selectEntries(manager: EntityManager): SelectQueryBuilder<EntryWithOrder> {
  return manager
    .createQueryBuilder(OrderTimelineRow, 't')
    .innerJoinAndMapOne('t.order', Order, 'o', 'o.id = t.orderPk') as SelectQueryBuilder<EntryWithOrder>;
}
