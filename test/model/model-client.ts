import type { OrderBody } from '../support/orders.js';
import type { Chance } from './chance.js';
import type { Ledger } from './ledger.js';
import type { Talk } from './talk.js';

const USERS = 20;
const CONTESTED_IDS = 300;

/** Item ids that the simulation obeys, and how many of a hundred orders have them. */
const TROUBLES = [
  { item: 'sim:fail', percent: 8 },
  { item: 'sim:fail-once', percent: 12 },
  { item: 'sim:slow', percent: 5 },
];

/** One of the clients: what it asks is a matter of its own chance. */
export class ModelClient {
  private orders = 0;

  constructor(
    readonly name: string,
    readonly chance: Chance,
    readonly talk: Talk,
    readonly ledger: Ledger,
  ) {}

  /** An order of its own, under an id such as shops have them. */
  newOrder(): OrderBody {
    const form = this.chance.pick(['A', '#', 'INV/2026/', 'Заказ-', '100~']);
    return this.content(`${form}${this.name}-${this.orders++}`);
  }

  /** An order under an id that others use as well, often with other content. */
  contestedOrder(): OrderBody {
    const id = this.chance.int(1, CONTESTED_IDS);
    return { order_id: `shared-${id}`, user_id: this.userId(), item_ids: ['one'], total_amount: 1 };
  }

  userId(): string {
    return `user${this.chance.int(1, USERS)}`;
  }

  private content(orderId: string): OrderBody {
    const items = Array.from({ length: this.chance.int(1, 4) }, () => `item${this.chance.int(1, 99)}`);
    const trouble = TROUBLES.find(({ percent }) => this.chance.percent(percent));
    return {
      order_id: orderId,
      user_id: this.userId(),
      item_ids: trouble ? [...items, trouble.item] : items,
      total_amount: this.chance.int(0, 1_000_000) / 100,
    };
  }
}
