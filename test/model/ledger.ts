import { isDeepStrictEqual } from 'node:util';
import type { OrderBody } from '../support/orders.js';
import type { Chance } from './chance.js';
import { ModelFault } from './model-fault.js';

/** An order as the service answers it. */
export interface OrderAnswer extends Omit<OrderBody, 'item_ids'> {
  readonly items: readonly string[];
  readonly status: string;
  readonly attempts: number;
}

/** What one order is known to be at least. */
export interface Known {
  /** The content that was acknowledged. */
  readonly taken?: OrderBody;
  readonly attempts: number;
  /** A status that nothing follows on, once it was seen. */
  readonly end?: string;
}

const ENDS = ['completed', 'cancelled'];
const NOTHING: Known = { attempts: 0 };

/** What all clients together know of the orders: whatever is answered later has to agree with it. */
export class Ledger {
  private readonly known = new Map<string, Known>();
  private readonly sent = new Map<string, OrderBody[]>();
  private readonly takenOf = new Map<string, string[]>();
  private readonly taken: string[] = [];

  /** What is known now: an answer to a request that begins now may tell of no less. */
  mark(orderId: string): Known {
    return this.known.get(orderId) ?? NOTHING;
  }

  /** @returns an order that was taken; undefined if there is none yet */
  pick(chance: Chance): OrderBody | undefined {
    if (this.taken.length === 0) return undefined;
    // Half of all from the last few: those are at work.
    const first = chance.percent(50) ? Math.max(0, this.taken.length - 50) : 0;
    return this.mark(this.taken[chance.int(first, this.taken.length - 1)] ?? '').taken;
  }

  /** Ids of all orders that were taken, or of those of one user. */
  takenBy(userId?: string): readonly string[] {
    return [...(userId === undefined ? this.taken : (this.takenOf.get(userId) ?? []))];
  }

  get takenCount(): number {
    return this.taken.length;
  }

  /** It may be stored from now on. */
  noteSent(body: OrderBody): void {
    const contents = this.sent.get(body.order_id) ?? [];
    if (!contents.some((content) => isDeepStrictEqual(content, body))) contents.push(body);
    this.sent.set(body.order_id, contents);
  }

  noteTaken(body: OrderBody): void {
    const { order_id: orderId, user_id: userId } = body;
    const before = this.mark(orderId);
    if (before.taken && !isDeepStrictEqual(before.taken, body))
      throw new ModelFault(`two contents were taken under one id: ${JSON.stringify([before.taken, body])}`);
    if (before.taken) return;
    this.known.set(orderId, { ...before, taken: body });
    this.taken.push(orderId);
    this.takenOf.set(userId, [...(this.takenOf.get(userId) ?? []), orderId]);
  }

  /** @param mark from before the request @throws ModelFault if the answer tells of less */
  noteSeen(mark: Known, answer: OrderAnswer): void {
    const { order_id: orderId, user_id, items, total_amount, status, attempts } = answer;
    const content = { order_id: orderId, user_id, item_ids: items, total_amount };
    this.expectContent(content);
    if (attempts < mark.attempts)
      throw new ModelFault(`${orderId}: ${attempts} attempts after ${mark.attempts}`);
    this.noteEnd(mark, orderId, status);
    const now = this.mark(orderId);
    this.known.set(orderId, { ...now, attempts: Math.max(now.attempts, attempts) });
  }

  /** @param status as it was answered @throws ModelFault if it follows on one that nothing follows on */
  noteEnd(mark: Known, orderId: string, status: string): void {
    if (mark.end && status !== mark.end)
      throw new ModelFault(`${orderId} is ${status} after it was ${mark.end}`);
    if (ENDS.includes(status)) this.known.set(orderId, { ...this.mark(orderId), end: status });
  }

  /** @throws ModelFault if nobody sent it, or other content was taken */
  expectContent(content: OrderBody): void {
    const { taken } = this.mark(content.order_id);
    const possible = taken ? [taken] : (this.sent.get(content.order_id) ?? []);
    if (!possible.some((body) => isDeepStrictEqual(body, content)))
      throw new ModelFault(`${JSON.stringify(content)} is none of ${JSON.stringify(possible)}`);
  }
}
