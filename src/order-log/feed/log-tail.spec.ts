import { beforeEach, describe, expect, it } from '@jest/globals';
import { pending } from '../../../test/support/order-fixtures.js';
import type { EventFilter, LoggedEvent } from '../../orders/log/event-page.js';
import type { EventPage, LogQueries } from '../../orders/log/log-queries.js';
import { LogTail } from './log-tail.js';

const ALL: EventFilter = { types: [] };

function eventAt(position: number): LoggedEvent {
  const entry = { orderId: 'A', sequence: 1, position, type: 'created', attempt: 0, at: 0 } as const;
  return { entry: { ...entry, detail: null, actor: null }, order: pending };
}

/** A log of this many events. */
class Log {
  newest = 0;
  /** Called while a page is read. */
  meanwhile: () => void = () => undefined;

  ends(): Promise<{ newest: number; oldest: number }> {
    return Promise.resolve({ newest: this.newest, oldest: 1 });
  }

  page(_: EventFilter, after: number, limit: number): Promise<EventPage> {
    const upTo = Math.min(this.newest, after + limit);
    const events = Array.from({ length: upTo - after }, (_unused, index) => eventAt(after + index + 1));
    this.meanwhile();
    return Promise.resolve({ events, upTo, hasMore: upTo < this.newest, oldest: 1 });
  }
}

describe('the tail of the log', () => {
  let log: Log;
  let tail: LogTail;

  beforeEach(() => {
    log = new Log();
    tail = new LogTail(log as unknown as LogQueries);
  });

  async function advanceTo(newest: number): Promise<void> {
    log.newest = newest;
    await tail.advance();
  }

  const positionsAfter = (place: number): number[] | undefined =>
    tail.pageAfter(ALL, place)?.events.map(({ entry }) => entry.position);

  it('has what came since it was first asked, and says so where it does not reach back', async () => {
    await advanceTo(5);
    await advanceTo(7);
    expect(positionsAfter(4)).toBeUndefined();
    expect(positionsAfter(5)).toEqual([6, 7]);
    expect(positionsAfter(7)).toEqual([]);
  });

  it('keeps a limited number', async () => {
    await advanceTo(0);
    await advanceTo(2000);
    expect(positionsAfter(1000)).toBeUndefined();
    expect(positionsAfter(1998)).toEqual([1999, 2000]);
  });

  it('has no hole where it was told to forget while it read', async () => {
    await advanceTo(0);
    log.meanwhile = () => tail.forget();
    await advanceTo(10);
    log.meanwhile = () => undefined;
    await advanceTo(1000);
    await advanceTo(1495);
    expect(positionsAfter(500)).toBeUndefined();
    expect(positionsAfter(1493)).toEqual([1494, 1495]);
  });
});
