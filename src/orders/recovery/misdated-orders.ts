import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { CLOCK_TOLERANCE_MS, isMisdated, makeMisdatedDue } from '../domain/misdated-order.js';
import { OrderStore } from '../store/order-store.js';
import { Order } from '../domain/order.entity.js';
import { unlessLocked } from '../store/unless-locked.js';
import { Urgency } from '../store/waiting-line.js';

/** How many orders are looked at, and changed at most, in one step. */
const STEP = 500;

type DuePlace = Pick<Order, 'dueAt' | 'id'>;
type ScheduledOrder = DuePlace & Pick<Order, 'orderId' | 'status' | 'updatedAt'>;

/** Finds orders that a clock which was ahead has put off, and makes them due. Other instances may do so at the same time. */
@Injectable()
export class MisdatedOrders {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly store: OrderStore,
    private readonly clock: Clock,
  ) {}

  /** Walks along all that is not due yet, in small steps. @returns how many orders each step has made due */
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

  /** Of orders and leases, those first that are due first. */
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
