import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository, type SelectQueryBuilder } from 'typeorm';
import { LongReads } from '../../database/long-reads.js';
import { Order } from '../domain/order.entity.js';
import type { StoredEntry, TimelineType } from '../domain/timeline-entry.js';
import { OrderTimelineRow, toEntry } from '../domain/timeline-row.entity.js';
import { OrderTotalsRow, TOTALS_ID } from '../totals/order-totals.entity.js';

/** How many entries a query looks at, at most, to find those that match a filter. */
const WINDOW = 10_000;

/** An entry of the log, and its order as it is now. */
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

export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** All events up to this position have been looked at. */
  readonly upTo: number;
  readonly hasMore: boolean;
  /** Events before this position may be missing: retention has removed their orders. */
  readonly oldest: number;
}

/** Reads the log: the timelines of all orders, in the order of the commits. */
@Injectable()
export class LogQueries {
  constructor(
    @InjectRepository(OrderTotalsRow) private readonly totals: Repository<OrderTotalsRow>,
    private readonly longReads: LongReads,
  ) {}

  /** The newest position, and the highest one that retention has removed; 0 for none. */
  async ends(): Promise<Pick<OrderTotalsRow, 'position' | 'removedUpTo'>> {
    return (await this.totals.findOneBy({ id: TOTALS_ID })) ?? { position: 0, removedUpTo: 0 };
  }

  /**
   * At most `limit` events after the position `after`, in order. If few events match, a page may have fewer, or none.
   * @throws ReadsBusy if too much is being read
   */
  async page(
    filter: EventFilter,
    after: number,
    limit: number,
    readerGone?: AbortSignal,
  ): Promise<EventPage> {
    const { position: newest } = await this.ends();
    const last = isNarrow(filter) ? newest : Math.min(newest, after + Math.max(limit, WINDOW));
    const events =
      last > after
        ? await this.longReads.run(
            (manager) => eventsBetween(manager, filter, after, last, limit),
            readerGone,
          )
        : [];
    const upTo = events.length === limit ? (events.at(-1)?.entry.position ?? last) : Math.max(after, last);
    // Read after the events, so that `oldest` covers all that was removed before they were read.
    const { position, removedUpTo } = await this.ends();
    return { events, upTo, hasMore: upTo < position, oldest: removedUpTo + 1 };
  }

  /** The highest position of an entry of these orders; 0 if they have none. */
  async lastPositionOf(orderIds: readonly string[]): Promise<number> {
    const found = await this.longReads.run((manager) =>
      selectEntries(manager)
        .select('MAX(t.position)', 'last')
        .where('o.orderId IN (:...orderIds)', { orderIds })
        .getRawOne<{ readonly last: number | null }>(),
    );
    return found?.last ?? 0;
  }
}

/** Whether an index finds the matching entries. */
function isNarrow({ orderId }: EventFilter): boolean {
  return orderId !== undefined;
}

async function eventsBetween(
  manager: EntityManager,
  { types, orderId, userId }: EventFilter,
  after: number,
  last: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const query = selectEntries(manager)
    .where('t.position > :after AND t.position <= :last', { after, last })
    // Within one order both sort the same way, and there is an index on the sequence.
    .orderBy(orderId === undefined ? 't.position' : 't.sequence')
    .limit(limit);
  if (types.length > 0) query.andWhere('t.type IN (:...types)', { types });
  if (orderId !== undefined) query.andWhere('o.orderId = :orderId', { orderId });
  if (userId !== undefined) query.andWhere('o.userId = :userId', { userId });
  const rows = await query.getMany();
  return rows.map((row) => ({ entry: toEntry(row.order.orderId, row), order: row.order }));
}

type EntryWithOrder = OrderTimelineRow & { readonly order: Order };

function selectEntries(manager: EntityManager): SelectQueryBuilder<EntryWithOrder> {
  return manager
    .createQueryBuilder(OrderTimelineRow, 't')
    .innerJoinAndMapOne('t.order', Order, 'o', 'o.id = t.orderPk') as SelectQueryBuilder<EntryWithOrder>;
}
