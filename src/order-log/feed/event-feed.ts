import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type EventFilter, type EventPage, LogQueries } from '../../orders/log/log-queries.js';
import { WaiterRoom } from '../../orders/live/waiter-room.js';
import { LogWatch } from './log-watch.js';

const HEARTBEAT_MS = 15_000;
/** How many events of a stream are in memory at a time. */
const STREAM_PAGE = 500;

/** Reads the log of all orders for clients. */
@Injectable()
export class EventFeed {
  constructor(
    private readonly log: LogQueries,
    private readonly watch: LogWatch,
    private readonly room: WaiterRoom,
    private readonly clock: Clock,
  ) {}

  /** The position of the newest event; 0 if there is none. */
  async latest(): Promise<number> {
    return (await this.log.ends()).position;
  }

  /** @throws ReadsBusy */
  page(filter: EventFilter, after: number, limit: number, readerGone: AbortSignal): Promise<EventPage> {
    return this.log.page(filter, after, limit, readerGone);
  }

  /**
   * Yields all events committed so far after the position `after`, in pages.
   * @param limit how many at most
   * @throws TooManyWaiters, ReadsBusy
   */
  existing(
    filter: EventFilter,
    after: number,
    limit: number,
    readerGone: AbortSignal,
  ): AsyncGenerator<EventPage> {
    return this.room.stream(() => this.readToEnd(filter, after, limit, readerGone));
  }

  /**
   * Like `existing`, then continues with new events as they are committed, until the reader has gone or the service stops. A page
   * without events is a heartbeat.
   */
  live(filter: EventFilter, after: number, readerGone: AbortSignal): AsyncGenerator<EventPage> {
    return this.room.stream(() => this.follow(filter, after, readerGone));
  }

  private async *readToEnd(
    filter: EventFilter,
    after: number,
    limit: number,
    readerGone: AbortSignal,
  ): AsyncGenerator<EventPage> {
    let [place, left] = [after, limit];
    for (;;) {
      const page = await this.page(filter, place, Math.min(STREAM_PAGE, left), readerGone);
      yield page;
      place = page.upTo;
      left -= page.events.length;
      if (!page.hasMore || left === 0 || readerGone.aborted || this.watch.isStopping) return;
    }
  }

  private async *follow(
    filter: EventFilter,
    after: number,
    readerGone: AbortSignal,
  ): AsyncGenerator<EventPage> {
    let place = after;
    let yieldedAt = -Infinity;
    for (;;) {
      const committed = this.watch.nextCommit(HEARTBEAT_MS, readerGone);
      for await (const page of this.readToEnd(filter, place, Infinity, readerGone)) {
        place = page.upTo;
        const isHeartbeatDue = this.clock.monotonicMs() - yieldedAt >= HEARTBEAT_MS;
        if (page.events.length === 0 && !isHeartbeatDue) continue;
        yield page;
        yieldedAt = this.clock.monotonicMs();
      }
      if (readerGone.aborted || this.watch.isStopping) return;
      await committed;
    }
  }
}
