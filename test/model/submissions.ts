import type { Answer } from '../support/http/http.js';
import type { OrderBody } from '../support/orders.js';
import type { OrderAnswer } from './ledger.js';
import type { ModelClient } from './model-client.js';
import { ModelFault } from './model-fault.js';

const POST_ORDER = 'POST /orders';
const POST_BATCH = 'POST /orders/batch';
const MAX_BATCH = 20;

export async function submitNew(client: ModelClient): Promise<void> {
  await submit(client, client.newOrder());
}

export async function submitContested(client: ModelClient): Promise<void> {
  await submit(client, client.contestedOrder());
}

/** The same order once more is taken, and changes nothing. */
export async function submitAgain(client: ModelClient): Promise<void> {
  const taken = client.ledger.pick(client.chance);
  if (!taken) return;
  const answer = await submit(client, taken);
  if (answer && answer.status !== 200 && answer.status !== 503)
    throw new ModelFault(`${taken.order_id}, taken before, was answered ${answer.status}`);
}

/** Other content under the same id is a conflict. */
export async function submitOther(client: ModelClient): Promise<void> {
  const taken = client.ledger.pick(client.chance);
  if (!taken) return;
  const other = { ...taken, total_amount: Math.round(100 * taken.total_amount + 100) / 100 };
  const answer = await client.talk.ask(client.chance, POST_ORDER, { body: other });
  if (answer && answer.status !== 409 && answer.status !== 503)
    throw new ModelFault(`other content under ${taken.order_id} was answered ${answer.status}`);
}

/** A while of up to two seconds. */
export async function submitAndWait(client: ModelClient): Promise<void> {
  const body = client.newOrder();
  const mark = client.ledger.mark(body.order_id);
  const answer = await submit(client, body, { Prefer: `wait=${client.chance.int(1, 2)}` });
  const order = answer?.body as OrderAnswer | undefined;
  if (order?.status !== undefined && answer?.status === 201) client.ledger.noteSeen(mark, order);
}

export async function submitWrong(client: ModelClient): Promise<void> {
  const body = { ...client.newOrder(), total_amount: -1 };
  const answer = await client.talk.ask(client.chance, POST_ORDER, { body });
  if (answer && answer.status !== 400)
    throw new ModelFault(`a negative amount was answered ${answer.status}`);
}

/** Several at once: new ones, known ones, contested ones; all or none of them, or each for itself. */
export async function submitBatch(client: ModelClient): Promise<void> {
  const { chance, ledger } = client;
  const bodies = Array.from({ length: chance.int(1, MAX_BATCH) }, () => {
    if (chance.percent(20)) return client.contestedOrder();
    const known = chance.percent(20) ? ledger.pick(chance) : undefined;
    return known ?? client.newOrder();
  });
  bodies.forEach((body) => ledger.noteSent(body));
  const query = `?on_error=${chance.pick(['reject_all', 'reject_failed_rows'])}`;
  const answer = await client.talk.ask(chance, POST_BATCH, { body: bodies, query });
  if (answer?.status !== 200) return;
  const { results } = answer.body as { results: { row: number; result: string }[] };
  if (results.length !== bodies.length)
    throw new ModelFault(`${results.length} results of ${bodies.length} rows`);
  for (const { row, result } of results) {
    const body = bodies[row];
    if (!body || ['invalid', 'failed'].includes(result))
      throw new ModelFault(`row ${row} of a batch is ${result}`);
    if (result === 'created' || result === 'replayed') ledger.noteTaken(body);
  }
}

async function submit(
  { talk, chance, ledger }: ModelClient,
  body: OrderBody,
  headers: Record<string, string> = {},
): Promise<Answer | undefined> {
  ledger.noteSent(body);
  const answer = await talk.ask(chance, POST_ORDER, { body, headers });
  if (answer?.status === 201 || answer?.status === 200) ledger.noteTaken(body);
  if (answer?.status === 400) throw new ModelFault(`${JSON.stringify(body)} was answered 400`);
  return answer;
}
