import type { Known, Ledger, OrderAnswer } from './ledger.js';
import type { ModelClient } from './model-client.js';
import { ModelFault } from './model-fault.js';

const IS_STATUS = /^order_is_(\w+)$/;

export async function cancel(client: ModelClient): Promise<void> {
  await act(client, 'POST /orders/{order_id}/cancel', 'cancelled');
}

export async function retry(client: ModelClient): Promise<void> {
  await act(client, 'POST /orders/{order_id}/retry', 'pending');
}

export async function retryAll({ talk, chance }: ModelClient): Promise<void> {
  await talk.ask(chance, 'POST /orders/retry');
}

/** Acts on an order that was taken: it is there, and its answer agrees with all that was seen before. */
async function act({ talk, chance, ledger }: ModelClient, operation: string, result: string): Promise<void> {
  const taken = ledger.pick(chance);
  if (!taken) return;
  const orderId = taken.order_id;
  const mark = ledger.mark(orderId);
  const answer = await talk.ask(chance, operation, { orderId });
  if (answer?.status === 404) throw new ModelFault(`${operation}: ${orderId}, which was taken, is not known`);
  if (answer?.status === 409) noteRefusal(ledger, mark, orderId, answer.body);
  if (answer?.status !== 200) return;
  const order = answer.body as OrderAnswer;
  if (order.status !== result) throw new ModelFault(`${operation}: ${orderId} is ${order.status}`);
  ledger.noteSeen(mark, order);
}

/** A refusal tells the status as well. */
function noteRefusal(ledger: Ledger, mark: Known, orderId: string, body: unknown): void {
  const status = IS_STATUS.exec((body as { code: string }).code)?.[1];
  if (status) ledger.noteEnd(mark, orderId, status);
}
