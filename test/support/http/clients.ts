import { type OrderBody, orderBody } from '../orders.js';
import { request } from './http.js';

/** What became of one request: an answer, or the way its connection failed. */
export interface Outcome {
  readonly orderId: string;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfter?: string | null;
  /** How long it took. */
  readonly ms: number;
}

export function ids(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** Never rejects. */
export async function postOrder(url: string, changes: Partial<OrderBody>): Promise<Outcome> {
  const order = orderBody(changes);
  const headers = { 'Content-Type': 'application/json' };
  const begin = performance.now();
  const passed = (): number => performance.now() - begin;
  try {
    const answer = await request(`${url}/orders`, { method: 'POST', headers, body: JSON.stringify(order) });
    const { code } = (answer.body ?? {}) as { code?: string };
    const retryAfter = answer.headers.get('retry-after');
    return {
      orderId: order.order_id,
      status: answer.status,
      retryAfter,
      ...(code && { code }),
      ms: passed(),
    };
  } catch (error) {
    return { orderId: order.order_id, code: causeOf(error), ms: passed() };
  }
}

/** Posts one order after the other on each of `clients` at a time, as long as `goesOn` says so and each is answered. */
export async function postWhile(
  url: string,
  prefix: string,
  clients: number,
  goesOn: (outcomes: readonly Outcome[]) => boolean,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let sent = 0;
  const client = async (): Promise<void> => {
    while (goesOn(outcomes)) {
      const outcome = await postOrder(url, { order_id: `${prefix}-${sent++}` });
      outcomes.push(outcome);
      if (outcome.status === undefined) return;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return outcomes;
}

export function isAcknowledged({ status }: Outcome): boolean {
  return status === 200 || status === 201;
}

export function orderIdsOf(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ orderId }) => orderId);
}

/** `fetch` hides the reason of a failed connection in the cause of its error, or in the cause of that. */
function causeOf(error: unknown): string {
  // Not by `instanceof`: its errors are not of the Error that Jest gives to tests.
  let cause = error as { code?: string; cause?: unknown } | undefined;
  while (cause && cause.code === undefined) cause = cause.cause as typeof cause;
  return cause?.code ?? String(error);
}
