import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { CLOCK_TOLERANCE_MS, isMisdated, makeMisdatedDue } from '../domain/misdated-order.js';
import { OrderStore } from '../store/order-store.js';
import { Order } from '../domain/order.entity.js';
import { unlessLocked } from '../store/unless-locked.js';
import { Urgency } from '../store/lanes/waiting-line.js';

/** Orders read, and at most changed, per step. */
const STEP = 500;

type DuePlace = Pick<Order, 'dueAt' | 'id'>;
type ScheduledOrder = DuePlace & Pick<Order, 'orderId' | 'status' | 'updatedAt'>;

/** Finds orders that a clock which was ahead has postponed, and makes them due. Several instances may do so at once. */
@Injectable()
export class MisdatedOrders {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly store: OrderStore,
    private readonly clock: Clock,
  ) {}

  /** Scans all orders that are not due yet, in small steps. @returns how many orders each step has made due */
  async *mend(): AsyncGenerator<number> {
    let place: DuePlace | undefined = { dueAt: this.clock.nowMs() + CLOCK_TOLERANCE_MS, id: 0 };
    while (place) {
      const orders: ScheduledOrder[] = await this.dueAfter(place);
      yield await this.makeDue(orders);
      place = orders.length === STEP ? orders.at(-1) : undefined;
    }
  }

  private async makeDue(orders: readonly ScheduledOrder[]): Promise<number> {
    const now = this.clock.nowMs();
    const misdated = orders.filter((order) => isMisdated(order, now));
    const changes = misdated.map(({ orderId }) => this.store.change(orderId, makeMisdatedDue, Urgency.Own));
    return (await unlessLocked(changes)).filter(Boolean).length;
  }

  /** Orders and leases due after this place, earliest first. */
  private dueAfter({ dueAt, id }: DuePlace): Promise<ScheduledOrder[]> {
    return this.orders
      .createQueryBuilder('o')
      .select(['o.id', 'o.orderId', 'o.status', 'o.dueAt', 'o.updatedAt'])
      .where('o.dueAt >= :dueAt AND (o.dueAt > :dueAt OR o.id > :id)', { dueAt, id })
      .orderBy('o.dueAt')
      .addOrderBy('o.id')
      .limit(STEP)
      .getMany();
  }
}
