import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { LeaseWatch } from './lease-watch.js';
import { recoverUnrenewed } from './order-lease.js';
import { OrderReader } from './order-reader.js';
import { recoverOrder } from './order-rules.js';
import { OrderStatus } from './order-status.js';
import { OrderStore } from './order-store.js';

const RECOVERY_BATCH = 500;

/** Takes orders back from workers that are gone. */
@Injectable()
export class OrderRecovery {
  constructor(
    private readonly store: OrderStore,
    private readonly reader: OrderReader,
    private readonly leases: LeaseWatch,
    private readonly settings: Settings,
  ) {}

  /** For a start, when no worker is at work yet: whatever is being processed has lost its own. */
  async recoverAll(): Promise<void> {
    const { MAX_ATTEMPTS } = this.settings;
    for (;;) {
      const orphans = await this.reader.findByStatus(OrderStatus.Processing, RECOVERY_BATCH);
      if (orphans.length === 0) return;
      await Promise.all(
        orphans.map((id) => this.store.change(id, (order, now) => recoverOrder(order, MAX_ATTEMPTS, now))),
      );
    }
  }

  /**
   * Takes back what has lost its worker.
   * @param isAtWork tells what to leave out: its worker is not gone, it only cannot reach the database
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<void> {
    const { MAX_ATTEMPTS } = this.settings;
    const lost = (await this.leases.lost()).filter(({ orderId }) => !isAtWork(orderId));
    await Promise.all(
      lost.map((lease) =>
        this.store.change(lease.orderId, (order, now) => recoverUnrenewed(order, lease, MAX_ATTEMPTS, now)),
      ),
    );
  }
}
