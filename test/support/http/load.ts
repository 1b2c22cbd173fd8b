import { request } from './http.js';
import { orderBody } from '../orders.js';

/**
 * Posts orders, `concurrency` at a time, until all are answered or the service is gone.
 * @returns the ids that were acknowledged, that is answered 200 or 201
 */
export async function postOrders(
  url: string,
  orderIds: readonly string[],
  concurrency: number,
  onAcknowledged: (count: number) => void = () => undefined,
): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  const waiting = orderIds.values();
  const client = async (): Promise<void> => {
    for (const order_id of waiting) {
      const answer = await post(url, order_id);
      if (!answer) return;
      if (answer.status !== 200 && answer.status !== 201)
        throw new Error(`${order_id} was answered ${answer.status}`);
      acknowledged.add(order_id);
      onAcknowledged(acknowledged.size);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return acknowledged;
}

async function post(url: string, order_id: string): Promise<{ status: number } | undefined> {
  const body = JSON.stringify(orderBody({ order_id }));
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  // A connection that breaks is the service's end, which these tests bring about.
  return request(`${url}/orders`, init).catch(() => undefined);
}
