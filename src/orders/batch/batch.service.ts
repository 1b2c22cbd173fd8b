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
import { Urgency } from '../store/waiting-line.js';

/** How many rows of streams are in the store at most: the other half is for arrays, which cannot wait. */
const MAX_STREAMED = MAX_WAITING / 2;

/** Other orders have ids of a batch that is taken as a whole, or not at all. */
class OrdersConflict extends ConflictError {
  constructor(errors: readonly FieldError[]) {
    super('order_conflict', 'Other orders have these ids; nothing was stored.', { errors });
  }
}

/** Takes many orders at once. */
@Injectable()
export class BatchService {
  private readonly streamed = new Semaphore(MAX_STREAMED);

  constructor(
    private readonly store: OrderStore,
    private readonly queries: OrderQueries,
    private readonly backlog: OrderBacklog,
  ) {}

  /**
   * Takes all orders in one commit, or none.
   * @throws HttpProblem 400 or OrdersConflict with the wrong rows, BacklogFull, StoreBusy, StoreUnavailable
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

  /** Takes each order for itself; all of one call share commits. A row that is refused does not make it throw. */
  takeEach(rows: readonly BatchRow[]): Promise<RowOutcome[]> {
    return this.withRoomFor(draftsOf(rows), (refused) =>
      Promise.all(rows.map((row) => this.take(row, refused))),
    );
  }

  /** As `takeEach`, but waits for its turn instead of being refused because the store is busy with other streams. */
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

  /** Keeps as much room as there is while `store` runs, which is told the ids of the orders that there is none for. */
  private async withRoomFor<Result>(
    drafts: readonly OrderDraft[],
    store: (refused: ReadonlySet<string>) => Promise<Result>,
  ): Promise<Result> {
    const known = await this.knownOf(drafts);
    // A row that comes twice is one order.
    const orderIds = new Set(drafts.map(({ orderId }) => orderId));
    const newcomers = [...orderIds].filter((orderId) => !known.has(orderId));
    const refused = new Set(newcomers.slice(this.backlog.room()));
    return this.backlog.reserve(newcomers.length - refused.size, async () => store(refused));
  }

  /** What is known already needs no room. Looked up only where room is scarce. */
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

/** With pointers into the whole array. */
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
