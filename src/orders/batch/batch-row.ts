import { setImmediate as nextTurn } from 'node:timers/promises';
import { HttpProblem } from '../../http/problem/http-problem.js';
import type { JsonLine } from '../../http/streaming/ndjson.js';
import { invalid, validateBody } from '../../http/validation/strict-validation.pipe.js';
import { CreateOrderDto, toDraft } from '../api/dto/create-order.dto.js';
import { isOrderId } from '../domain/order-id.js';
import type { OrderDraft } from '../domain/order-submission.js';

/** How long validation may run before it yields to the event loop. */
const SLICE_MS = 10;

/** A row of a batch: a valid order, or the reason why the row is invalid. */
export type BatchRow =
  | { readonly draft: OrderDraft }
  | {
      /** The row's order id, if at least the id is well-formed. */
      readonly orderId: string | undefined;
      readonly error: HttpProblem;
    };

/** Validates a value like the body of a single order. */
function toBatchRow(value: unknown): BatchRow {
  try {
    return { draft: toDraft(validateBody(value, CreateOrderDto)) };
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    return { orderId: findOrderId(value), error };
  }
}

/** Like `toBatchRow` for many values, without blocking the event loop for long. */
export async function toBatchRows(values: readonly unknown[]): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  let begin = performance.now();
  for (const value of values) {
    rows.push(toBatchRow(value));
    if (performance.now() - begin < SLICE_MS) continue;
    await nextTurn();
    begin = performance.now();
  }
  return rows;
}

export function lineToBatchRow(line: JsonLine): BatchRow {
  if ('value' in line) return toBatchRow(line.value);
  return { orderId: undefined, error: invalid([{ pointer: '', detail: line.problem }]) };
}

function findOrderId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('order_id' in value)) return undefined;
  const { order_id: orderId } = value;
  return isOrderId(orderId) ? orderId : undefined;
}
