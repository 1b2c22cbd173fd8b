import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Deployment } from '../../cluster/deployment.js';
import { ChangeNotifier } from './change-notifier.js';
import { OrderWaiters } from '../live/order-waiters.js';
import { PeerQueries } from './peer-queries.js';

const POLL_INTERVAL_MS = 500;
/** While changes come over Redis, polling only makes up for lost messages. */
const RARELY = 10;

/** Polls for changes that other instances made to orders that somebody waits for. */
@Injectable()
export class ChangePoller {
  private readonly logger = new Logger(ChangePoller.name);
  private seen: ReadonlyMap<string, number> = new Map();
  private turn = 0;
  private isPolling = false;

  constructor(
    private readonly waiters: OrderWaiters,
    private readonly queries: PeerQueries,
    private readonly notifier: ChangeNotifier,
    private readonly deployment: Deployment,
  ) {}

  /** Never rejects, the next one tries again. */
  @Interval(POLL_INTERVAL_MS)
  async run(): Promise<void> {
    if (this.deployment.isAlone || this.isPolling) return;
    if (this.notifier.isListening && ++this.turn % RARELY !== 0) return;
    this.isPolling = true;
    try {
      await this.poll();
    } catch (error) {
      this.logger.warn(`Could not look for changes of orders: ${String(error)}`);
    }
    this.isPolling = false;
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
