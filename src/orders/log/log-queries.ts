import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { LongReads } from '../../database/long-reads.js';
import { TotalsMissing } from '../domain/order-errors.js';
import { Order } from '../domain/order.entity.js';
import { OrderTimelineRow } from '../domain/timeline-row.entity.js';
import { OrderTotalsRow, TOTALS_ID } from '../totals/order-totals.entity.js';
import { type EventFilter, type EventsRead, readEvents } from './event-page.js';

/** Where the log begins and ends. */
export interface LogEnds {
  /** Position of the newest event; 0 if there is none. */
  readonly newest: number;
  /** Events before this position may be missing: retention has removed their orders. */
  readonly oldest: number;
}

export interface EventPage extends EventsRead {
  readonly hasMore: boolean;
  readonly oldest: number;
}

/** Reads the log: the timelines of all orders, in the order of the commits. */
@Injectable()
export class LogQueries {
  constructor(
    @InjectRepository(OrderTotalsRow) private readonly totals: Repository<OrderTotalsRow>,
    private readonly longReads: LongReads,
  ) {}

  /** @throws TotalsMissing if someone has removed the row that counts events */
  async ends(): Promise<LogEnds> {
    const row = await this.totals.findOneBy({ id: TOTALS_ID });
    if (!row) throw new TotalsMissing();
    return { newest: row.position, oldest: row.removedUpTo + 1 };
  }

  /**
   * At most `limit` events after the position `after`, in order. A page may have fewer, or none, while there are more.
   * @throws ReadsBusy if too much is being read, TotalsMissing
   */
  async page(
    filter: EventFilter,
    after: number,
    limit: number,
    readerGone?: AbortSignal,
  ): Promise<EventPage> {
    const range = { after, upTo: (await this.ends()).newest };
    const read =
      range.upTo > after
        ? await this.longReads.run((manager) => readEvents(manager, filter, range, limit), readerGone)
        : { events: [], upTo: after };
    // Read after the events, so that `oldest` covers all that was removed before they were read.
    const { newest, oldest } = await this.ends();
    return { ...read, hasMore: read.upTo < newest, oldest };
  }

  /** The highest position of an entry of these orders; 0 if they have none. @throws ReadsBusy */
  async lastPositionOf(orderIds: readonly string[]): Promise<number> {
    const found = await this.longReads.run((manager) =>
      manager
        .createQueryBuilder(OrderTimelineRow, 't')
        .innerJoin(Order, 'o', 'o.id = t.orderPk')
        .select('MAX(t.position)', 'last')
        .where('o.orderId IN (:...orderIds)', { orderIds })
        .getRawOne<{ readonly last: number | null }>(),
    );
    return found?.last ?? 0;
  }
}
