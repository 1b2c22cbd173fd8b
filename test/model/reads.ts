import type { OrderAnswer } from './ledger.js';
import { MAX_ATTEMPTS } from './model-fleet.js';
import type { ModelClient } from './model-client.js';
import { ModelFault } from './model-fault.js';
import { type Entry, faultsOfLife } from './order-life.js';

const MAX_PAGE = 100;
const MAX_TIMELINE_PAGE = 5;

interface Page<Row> {
  readonly data: Row[];
  readonly next_cursor: string | null;
  readonly next_after: number | null;
}

export async function readOrder({ talk, chance, ledger }: ModelClient): Promise<void> {
  const orderId = ledger.pick(chance)?.order_id;
  if (orderId === undefined) return;
  const mark = ledger.mark(orderId);
  const answer = await talk.ask(chance, 'GET /orders/{order_id}', { orderId });
  if (answer?.status === 404) throw new ModelFault(`${orderId}, which was taken, is not known`);
  if (answer?.status === 200) ledger.noteSeen(mark, answer.body as OrderAnswer);
}

export async function readUnknown({ talk, chance, name }: ModelClient): Promise<void> {
  const answer = await talk.ask(chance, 'GET /orders/{order_id}', { orderId: `never-sent-${name}` });
  if (answer?.status === 200) throw new ModelFault('an order that nobody sent is known');
}

/** In pages, while it may grow. */
export async function readTimeline({ talk, chance, ledger }: ModelClient): Promise<void> {
  const orderId = ledger.pick(chance)?.order_id;
  if (orderId === undefined) return;
  const life: Entry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const query = `?limit=${chance.int(1, MAX_TIMELINE_PAGE)}&after=${after}`;
    const answer = await talk.ask(chance, 'GET /orders/{order_id}/events', { orderId, query });
    if (answer?.status !== 200) return;
    const page = answer.body as Page<Entry>;
    life.push(...page.data);
    after = page.next_after;
  }
  const faults = faultsOfLife(life, MAX_ATTEMPTS);
  if (faults.length > 0) throw new ModelFault(`${orderId}: ${faults.join(', ')}`);
}

export async function readOrdersOfUser(client: ModelClient): Promise<void> {
  const userId = client.userId();
  const taken = client.ledger.takenBy(userId);
  const listed = await walkPages(client, `user_id=${userId}`);
  if (!listed) return;
  const missing = taken.filter((orderId) => !listed.has(orderId));
  if (missing.length > 0) throw new ModelFault(`not in the list of ${userId}: ${missing.join(', ')}`);
}

/**
 * All orders that a filter finds, page by page.
 * @returns undefined if an instance was ended meanwhile
 * @throws ModelFault if one comes twice
 */
export async function walkPages(
  { talk, chance }: Pick<ModelClient, 'talk' | 'chance'>,
  filter = '',
): Promise<Set<string> | undefined> {
  const listed = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const query = `?limit=${chance.int(10, MAX_PAGE)}&${filter}${from}`;
    const answer = await talk.ask(chance, 'GET /orders', { query });
    if (answer?.status !== 200) return undefined;
    const page = answer.body as Page<OrderAnswer>;
    for (const { order_id: orderId } of page.data) {
      if (listed.has(orderId)) throw new ModelFault(`${orderId} is listed twice`);
      listed.add(orderId);
    }
    cursor = page.next_cursor;
  }
  return listed;
}

/** Counters know no less than what was taken before, and are never negative. */
export async function readMetrics({ talk, chance, ledger }: ModelClient): Promise<void> {
  const least = ledger.takenCount;
  const answer = await talk.ask(chance, 'GET /metrics');
  if (answer?.status !== 200) return;
  const { total_orders: total, order_status_counts: counts } = answer.body as {
    total_orders: number;
    order_status_counts: Record<string, number>;
  };
  const sum = Object.values(counts).reduce((all, count) => all + count, 0);
  if (sum !== total || total < least || Object.values(counts).some((count) => count < 0))
    throw new ModelFault(`${least} orders were taken, and the counters say ${JSON.stringify(answer.body)}`);
}
