import { Injectable } from '@nestjs/common';
import { type EventFilter, type LoggedEvent, matches } from '../../orders/log/event-page.js';
import { type EventPage, LogQueries } from '../../orders/log/log-queries.js';

/** Limits of what is kept: events, and characters of the item ids of their orders. */
const MAX_EVENTS = 500;
const MAX_SIZE = 1024 * 1024;
const ALL: EventFilter = { types: [] };

/** The newest events, read once for all streams. */
@Injectable()
export class LogTail {
  private events: LoggedEvent[] = [];
  private size = 0;
  /** All events after this position, up to `upTo`, are kept; undefined if nothing is known. */
  private after: number | undefined;
  private upTo = 0;
  private oldest = 1;
  private forgotten = 0;

  constructor(private readonly log: LogQueries) {}

  /** The position up to which events were read. */
  get position(): number {
    return this.upTo;
  }

  /** Reads the events that are new. The first call only notes where the log ends. */
  async advance(): Promise<void> {
    if (this.after === undefined) {
      const { newest, oldest } = await this.log.ends();
      this.after = this.upTo = newest;
      this.oldest = oldest;
      return;
    }
    const { forgotten } = this;
    for (;;) {
      const page = await this.log.page(ALL, this.upTo, MAX_EVENTS);
      if (forgotten !== this.forgotten) return;
      this.keep(page);
      if (!page.hasMore) return;
    }
  }

  forget(): void {
    this.forgotten++;
    this.events = [];
    this.size = 0;
    this.after = undefined;
  }

  /** Matching events after the position `place`; undefined if the tail does not reach back that far. */
  pageAfter(filter: EventFilter, place: number): EventPage | undefined {
    if (this.after === undefined || place < this.after || place > this.upTo) return undefined;
    const events = this.events.filter((event) => event.entry.position > place && matches(filter, event));
    return { events, upTo: this.upTo, hasMore: false, oldest: this.oldest };
  }

  private keep({ events, upTo, oldest }: EventPage): void {
    this.events.push(...events);
    this.size += sizeOf(events);
    this.upTo = upTo;
    this.oldest = oldest;
    while (this.events.length > MAX_EVENTS || this.size > MAX_SIZE) this.drop();
  }

  private drop(): void {
    const [first] = this.events.splice(0, 1);
    if (!first) return;
    this.size -= sizeOf([first]);
    this.after = first.entry.position;
  }
}

function sizeOf(events: readonly LoggedEvent[]): number {
  return events.reduce((sum, { order }) => sum + order.itemIds.length, 0);
}
