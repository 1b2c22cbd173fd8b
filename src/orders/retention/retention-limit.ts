import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, MoreThanOrEqual, Repository } from 'typeorm';
import { ClockWatch } from '../../common/clock-watch.js';
import { DAY_MS } from '../../config/durations.js';
import { Settings } from '../../config/settings.js';
import { Order } from '../domain/order.entity.js';

/** The longest period without orders that counts in full. */
const BELIEVED_SILENCE_MS = DAY_MS;

/** Which orders are old enough to be removed: both conditions must hold. */
export interface AgeLimit {
  /** The order has not changed since this time, in milliseconds since 1970. */
  readonly before: number;
  /** The order's row id is lower. Row ids follow the order of acceptance, whatever the clock says. */
  readonly beforeId: number;
}

/**
 * Determines which orders have been kept for `RETENTION_DAYS`. Removal is final, so the clock alone does not decide:
 * jumps ahead do not count, and a period in which neither orders were accepted nor this process ran counts in part.
 */
@Injectable()
export class RetentionLimit {
  private readonly logger = new Logger(RetentionLimit.name);
  private hasToldDoubt = false;

  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly settings: Settings,
    private readonly clockWatch: ClockWatch,
  ) {}

  /** 0 if orders are never removed. */
  get days(): number {
    return this.settings.RETENTION_DAYS;
  }

  async current(): Promise<AgeLimit> {
    const before = this.clockWatch.cautiousNowMs() - this.days * DAY_MS;
    const [lastOld, firstYoung] = [await this.lastBefore(before), await this.firstSince(before)];
    const nextSign = Math.min(firstYoung?.createdAt ?? Infinity, this.clockWatch.startedAt);
    const silenceMs = lastOld ? nextSign - lastOld.createdAt : 0;
    const doubtMs = Math.max(0, silenceMs - BELIEVED_SILENCE_MS);
    if (doubtMs > 0) this.tellDoubt(doubtMs, nextSign);
    return { before: before - doubtMs, beforeId: firstYoung?.id ?? Infinity };
  }

  private async lastBefore(time: number): Promise<Order | undefined> {
    const where = { createdAt: LessThan(time) };
    const [last] = await this.orders.find({ where, order: { createdAt: 'DESC', id: 'DESC' }, take: 1 });
    return last;
  }

  private async firstSince(time: number): Promise<Order | undefined> {
    const where = { createdAt: MoreThanOrEqual(time) };
    const [first] = await this.orders.find({ where, order: { createdAt: 'ASC', id: 'ASC' }, take: 1 });
    return first;
  }

  private tellDoubt(doubtMs: number, nextSign: number): void {
    if (this.hasToldDoubt) return;
    this.hasToldDoubt = true;
    const days = Math.ceil(doubtMs / DAY_MS);
    this.logger.warn(
      `No order was accepted in the ${days} days before ${new Date(nextSign).toISOString()}: in case the clock is wrong, older orders are kept that much longer.`,
    );
  }
}
