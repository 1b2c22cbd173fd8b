import type { Chance } from './chance.js';
import { cancel, retry, retryAll } from './order-actions.js';
import type { ModelClient } from './model-client.js';
import { readMetrics, readOrder, readOrdersOfUser, readTimeline, readUnknown } from './reads.js';
import {
  submitAgain,
  submitAndWait,
  submitBatch,
  submitContested,
  submitNew,
  submitOther,
  submitWrong,
} from './submissions.js';

type Operation = (client: ModelClient) => Promise<void>;

/** What a client may do next, and how often in proportion. */
const OPERATIONS: readonly (readonly [weight: number, Operation])[] = [
  [30, submitNew],
  [6, submitAgain],
  [4, submitOther],
  [8, submitContested],
  [2, submitAndWait],
  [2, submitWrong],
  [3, submitBatch],
  [7, cancel],
  [5, retry],
  [1, retryAll],
  [18, readOrder],
  [1, readUnknown],
  [8, readTimeline],
  [2, readOrdersOfUser],
  [5, readMetrics],
];

const ALL = OPERATIONS.flatMap(([weight, operation]) => Array.from({ length: weight }, () => operation));

export function anyOperation(chance: Chance): Operation {
  return chance.pick(ALL);
}
