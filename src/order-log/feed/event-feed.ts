import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UnavailableError } from '../../common/domain-error.js';
import { WaiterRoom } from '../../orders/live/waiter-room.js';
import type { EventFilter } from '../../orders/log/event-page.js';
import { type EventPage, type LogEnds, LogQueries } from '../../orders/log/log-queries.js';
import { LogTail } from './log-tail.js';
import { LogWatch } from './log-watch.js';

/** A stream waits this long for events; a page without events follows if none was sent for a while. */
const WAIT_MS = 15_000;
const SILENCE_MS = 10_000;
/** How many events a stream reads at a time. */
const STREAM_PAGE = 500;

class FeedStopped extends UnavailableError {
  constructor() {
    super('service_stopping', 'The service is stopping.');
  }
}

/** Reads the log of all orders for clients. */
@Injectable()
export class EventFeed {
  constructor(
    private readonly log: LogQueries,
    private readonly watch: LogWatch,
    private readonly tail: LogTail,
    private readonly room: WaiterRoom,
    private readonly clock: Clock,
  ) {}

  ends(): Promise<LogEnds> {
    return this.log.ends();
  }

  /** @throws ReadsBusy */
  page(filter: EventFilter, after: number, limit: number, readerGone: AbortSignal): Promise<EventPage> {
    return this.log.page(filter, after, limit, readerGone);
  }

  /**
   * Yields all events after the position `after` and up to `last`, in pages.
   * @param limit how many at most
   * @throws TooManyWaiters, ReadsBusy, FeedStopped
   */
  existing(
    filter: EventFilter,
    { after, last, limit }: { after: number; last: number; limit: number },
    readerGone: AbortSignal,
  ): AsyncGenerator<EventPage> {
    return this.room.stream(() => this.readTo(last, filter, after, limit, readerGone));
  }

  /**
   * Yields all events after the position `after`, then new ones as they are committed, until the reader has gone or the
   * service stops. While there are none, pages without events follow.
   */
  live(filter: EventFilter, after: number, readerGone: AbortSignal): AsyncGenerator<EventPage> {
    return this.room.stream(() => this.follow(filter, after, readerGone));
  }

  private async *readTo(
    last: number,
    filter: EventFilter,
    after: number,
    limit: number,
    readerGone: AbortSignal,
  ): AsyncGenerator<EventPage> {
    let [place, left] = [after, limit];
    for (;;) {
      const page = await this.page(filter, place, Math.min(STREAM_PAGE, left), readerGone);
      yield { ...page, events: page.events.filter(({ entry }) => entry.position <= last) };
      place = page.upTo;
      left -= page.events.length;
      if (!page.hasMore || place >= last || left === 0 || readerGone.aborted) return;
      if (this.watch.isStopping) throw new FeedStopped();
    }
  }

  private async *follow(
    filter: EventFilter,
    after: number,
    readerGone: AbortSignal,
  ): AsyncGenerator<EventPage> {
    let place = after;
    let sentAt = -Infinity;
    while (!readerGone.aborted && !this.watch.isStopping) {
      const { version } = this.watch;
      const page =
        this.tail.pageAfter(filter, place) ?? (await this.page(filter, place, STREAM_PAGE, readerGone));
      place = page.upTo;
      const isSilent = this.clock.monotonicMs() - sentAt >= SILENCE_MS;
      if (page.events.length > 0 || isSilent) {
        yield page;
        sentAt = this.clock.monotonicMs();
      }
      if (!page.hasMore) await this.watch.nextEvents(version, WAIT_MS, readerGone);
    }
  }
}
