import { Injectable } from '@nestjs/common';
import { OrderWaiters } from '../live/order-waiters.js';
import { ChangeNotifier } from './change-notifier.js';
import { PeerQueries } from './peer-queries.js';

/** While changes come over Redis, polling only makes up for lost messages: one turn in so many. */
const RARELY = 10;

/** Polls for changes that other instances made to orders that somebody waits for. */
@Injectable()
export class ChangePoller {
  private seen: ReadonlyMap<string, number> = new Map();
  private turn = 0;

  constructor(
    private readonly waiters: OrderWaiters,
    private readonly queries: PeerQueries,
    private readonly notifier: ChangeNotifier,
  ) {}

  async takeTurn(): Promise<void> {
    if (this.notifier.isListening && ++this.turn % RARELY !== 0) return;
    await this.poll();
  }

  /** What is seen for the first time may have changed just before. */
  private async poll(): Promise<void> {
    const watched = this.waiters.watched();
    const now: ReadonlyMap<string, number> =
      watched.length > 0 ? await this.queries.sequences(watched) : new Map();
    const before = this.seen;
    this.seen = now;
    for (const orderId of watched) {
      if (now.get(orderId) !== before.get(orderId)) this.waiters.wake(orderId);
    }
  }
}
