import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Shutdown } from '../../common/shutdown.js';
import { Settings } from '../../config/settings.js';
import { Leadership } from '../../cluster/leadership.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import { OrderRemoval } from './order-removal.js';
import { FINAL_STATUSES, type FinalStatus } from '../domain/order-status.js';
import { type AgeLimit, RetentionLimit } from './retention-limit.js';

const RETENTION_INTERVAL_MS = 60_000;

/** Removes orders that came to their end more than `RETENTION_DAYS` ago. */
@Injectable()
export class OrderRetention implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OrderRetention.name);
  private current: Promise<void> | undefined;

  constructor(
    private readonly removal: OrderRemoval,
    private readonly settings: Settings,
    private readonly limit: RetentionLimit,
    private readonly shutdown: Shutdown,
    private readonly leadership: Leadership,
  ) {}

  /** One run at a time; never rejects, the next one tries again. */
  @Interval(RETENTION_INTERVAL_MS)
  async run(): Promise<void> {
    if (this.settings.RETENTION_DAYS === 0 || !this.leadership.isMine) return;
    this.current ??= this.removeOld().finally(() => (this.current = undefined));
    await this.current;
  }

  /** A run ends with the step that it is at. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.current) await this.shutdown.waitFor(this.current);
  }

  private async removeOld(): Promise<void> {
    const { RETENTION_DAYS } = this.settings;
    let removed = 0;
    try {
      const limit = await this.limit.current();
      for (const status of FINAL_STATUSES) {
        for await (const orders of this.steps(status, limit)) removed += orders;
      }
    } catch (error) {
      this.logger.warn(`Could not remove old orders: ${String(error)}`);
    }
    if (removed > 0)
      this.logger.log(`Removed ${removed} orders that ended more than ${RETENTION_DAYS} days ago.`);
  }

  /** How many each step removes. Between two of them the store does what others have asked for. */
  private async *steps(status: FinalStatus, limit: AgeLimit): AsyncGenerator<number> {
    let next: OrderCursor | undefined;
    do {
      if (this.shutdown.signal.aborted || !this.leadership.isMine) return;
      const step = await this.removal.removeNext(status, limit, next);
      yield step.removed;
      next = step.next;
    } while (next);
  }
}
