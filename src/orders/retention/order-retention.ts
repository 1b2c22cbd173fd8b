import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PeriodicTask } from '../../common/periodic-task.js';
import { Shutdown } from '../../common/shutdown.js';
import { Leadership } from '../../cluster/leadership.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import { OrderRemoval } from './order-removal.js';
import { FINAL_STATUSES, type FinalStatus } from '../domain/order-status.js';
import { type AgeLimit, RetentionLimit } from './retention-limit.js';

const RETENTION_INTERVAL_MS = 60_000;

/** Removes orders that finished more than `RETENTION_DAYS` ago. */
@Injectable()
export class OrderRetention implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OrderRetention.name);
  private readonly task = new PeriodicTask(
    () => this.removeOld(),
    this.logger,
    'Could not remove old orders',
  );

  constructor(
    private readonly removal: OrderRemoval,
    private readonly limit: RetentionLimit,
    private readonly shutdown: Shutdown,
    private readonly leadership: Leadership,
  ) {}

  @Interval(RETENTION_INTERVAL_MS)
  async run(): Promise<void> {
    if (this.limit.days > 0 && this.leadership.isMine) await this.task.run();
  }

  /** A run stops after its current step. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop(this.shutdown.remainingMs());
  }

  private async removeOld(): Promise<void> {
    let removed = 0;
    try {
      const limit = await this.limit.current();
      for (const status of FINAL_STATUSES) {
        for await (const orders of this.steps(status, limit)) removed += orders;
      }
    } finally {
      if (removed > 0)
        this.logger.log(`Removed ${removed} orders that ended more than ${this.limit.days} days ago.`);
    }
  }

  /** Yields how many orders each step removes. Between steps the store serves other commands. */
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
