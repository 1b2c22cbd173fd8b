import { Injectable } from '@nestjs/common';
import { ConflictError, type FieldError } from '../../common/domain-error.js';
import { Semaphore } from '../../common/semaphore.js';
import { invalid, MAX_ERRORS } from '../../http/validation/strict-validation.pipe.js';
import { refusedOutcome, type RowOutcome, RowResult, takenOutcome } from './batch-outcome.js';
import type { BatchRow } from './batch-row.js';
import { OrderBacklog } from '../backlog/order-backlog.js';
import type { Answer } from '../store/commit-group.js';
import { OrderQueries } from '../queries/order-queries.js';
import { MAX_WAITING, OrderStore } from '../store/order-store.js';
import { type OrderDraft, submission } from '../domain/order-submission.js';
import { Urgency } from '../store/lanes/waiting-line.js';

/** Maximum rows of streams in the store. The other half is for arrays, which cannot wait. */
const MAX_STREAMED = MAX_WAITING / 2;

/** Other orders already have ids of an all-or-nothing batch. */
class OrdersConflict extends ConflictError {
  constructor(errors: readonly FieldError[]) {
    super('order_conflict', 'Other orders have these ids; nothing was stored.', { errors });
  }
}

/** Accepts many orders at once. */
@Injectable()
export class BatchService {
  private readonly streamed = new Semaphore(MAX_STREAMED);

  constructor(
    private readonly store: OrderStore,
    private readonly queries: OrderQueries,
    private readonly backlog: OrderBacklog,
  ) {}

  /**
   * Stores all orders in one commit, or none.
   * @throws HttpProblem 400 or OrdersConflict with the rejected rows, BacklogFull, StoreBusy, StoreUnavailable
   */
  async takeAll(rows: readonly BatchRow[]): Promise<RowOutcome[]> {
    const drafts = draftsOf(rows);
    if (drafts.length < rows.length) throw invalid(invalidSpots(rows));
    const answers = await this.withRoomFor(drafts, (refused) => {
      if (refused.size > 0) throw this.backlog.refusal();
      return this.store.executeAll(drafts.map(submission), Urgency.Bulk);
    });
    const outcomes = answers.map((answer, index) => toOutcome(drafts[index]?.orderId ?? '', answer));
    throwIfAnyConflicts(outcomes);
    return outcomes;
  }

  /** Accepts or rejects each order separately; the orders of one call share commits. Rejected rows do not throw. */
  takeEach(rows: readonly BatchRow[]): Promise<RowOutcome[]> {
    return this.withRoomFor(draftsOf(rows), (refused) =>
      Promise.all(rows.map((row) => this.take(row, refused))),
    );
  }

  /** Like `takeEach`, but waits its turn where other streams would make the store refuse the rows as busy. */
  takeStreamed(rows: readonly BatchRow[]): Promise<RowOutcome[]> {
    return this.streamed.run(rows.length, () => this.takeEach(rows));
  }

  private async take(row: BatchRow, refused: ReadonlySet<string>): Promise<RowOutcome> {
    if ('error' in row) return { orderId: row.orderId, result: RowResult.Invalid, error: row.error };
    const { draft } = row;
    try {
      if (refused.has(draft.orderId)) throw this.backlog.refusal();
      return takenOutcome(draft.orderId, await this.store.execute(submission(draft), Urgency.Bulk));
    } catch (error) {
      return refusedOutcome(draft.orderId, error);
    }
  }

  /** Reserves backlog room for as many new orders as fit while `store` runs; `refused` holds the ids that do not fit. */
  private async withRoomFor<Result>(
    drafts: readonly OrderDraft[],
    store: (refused: ReadonlySet<string>) => Promise<Result>,
  ): Promise<Result> {
    const known = await this.knownOf(drafts);
    // Rows with the same id are one order.
    const orderIds = new Set(drafts.map(({ orderId }) => orderId));
    const newcomers = [...orderIds].filter((orderId) => !known.has(orderId));
    const refused = new Set(newcomers.slice(this.backlog.room()));
    return this.backlog.reserve(newcomers.length - refused.size, async () => store(refused));
  }

  /** Ids of stored orders: these need no room. Queried only if room is scarce. */
  private async knownOf(drafts: readonly OrderDraft[]): Promise<ReadonlySet<string>> {
    if (drafts.length <= this.backlog.room()) return new Set();
    return this.queries.known(drafts.map(({ orderId }) => orderId));
  }
}

function draftsOf(rows: readonly BatchRow[]): OrderDraft[] {
  return rows.flatMap((row) => ('draft' in row ? [row.draft] : []));
}

function toOutcome(orderId: string, answer: Answer): RowOutcome {
  return 'error' in answer ? refusedOutcome(orderId, answer.error) : takenOutcome(orderId, answer.outcome);
}

/** Errors of all invalid rows, with pointers into the whole array. */
function invalidSpots(rows: readonly BatchRow[]): FieldError[] {
  const spots = rows.flatMap((row, index) =>
    'draft' in row
      ? []
      : (row.error.errors ?? []).map((spot) => ({ ...spot, pointer: `/${index}${spot.pointer}` })),
  );
  return spots.slice(0, MAX_ERRORS);
}

/** @throws OrdersConflict */
function throwIfAnyConflicts(outcomes: readonly RowOutcome[]): void {
  const errors = outcomes.flatMap(({ error }, index) =>
    error ? [{ pointer: `/${index}/order_id`, detail: error.message }] : [],
  );
  if (errors.length === 0) return;
  throw new OrdersConflict(errors.slice(0, MAX_ERRORS));
}
