import { Injectable } from '@nestjs/common';
import type { OrderChange } from '../domain/order-transition.js';
import { type OrderCommand, type OrderOutcome, changeOf } from '../domain/order-command.js';
import { OrderLanes } from './lanes/order-lanes.js';
import type { Answer, UnitOfWork } from './commit-group.js';
import type { Order } from '../domain/order.entity.js';
import { Urgency } from './lanes/waiting-line.js';
import { StoreBusy } from '../domain/order-errors.js';

/** The most client commands that wait for a commit, of single requests and of batches each: memory stays bounded. */
export const MAX_WAITING = 10_000;

/**
 * The only writer of orders. While one commit is under way new commands wait; the next commit takes them all, so a
 * hundred requests cost one disk sync (group commit; DeWitt et al., "Implementation Techniques for Main Memory
 * Database Systems", 1984).
 *
 * A command's way: the store takes it, `OrderLanes` queues it, `Coalescer` groups it with others, `OrderCommits` lets the
 * rules decide (`commit-group.ts`) and answers, `OrderRows` reads and writes the rows.
 */
@Injectable()
export class OrderStore {
  constructor(private readonly lanes: OrderLanes) {}

  /**
   * Resolves once the outcome is on disk.
   * @throws what the command itself throws, a DomainError or a 503 if the database cannot be written
   */
  async execute(command: OrderCommand, urgency: Urgency = Urgency.Single): Promise<OrderOutcome> {
    const [answer] = await this.executeAll([command], urgency);
    return outcomeOf(answer);
  }

  /**
   * Carries out all commands in one commit, or none of them if one throws. Resolves once that is on disk.
   * @returns an answer for each command; where one is an error, none has changed anything
   * @throws StoreUnavailable if the database cannot be written
   */
  executeAll(unit: UnitOfWork, urgency: Urgency): Promise<readonly Answer[]> {
    const isFull = this.lanes.weightOf(urgency) + unit.length > MAX_WAITING;
    // The service's own commands are as many as it has workers: they need no limit.
    if (isFull && urgency !== Urgency.Own) return Promise.reject(new StoreBusy());
    return this.lanes.add(unit, urgency);
  }

  /** Applies a rule to an existing order. @returns the order if the rule has changed it */
  async change(
    orderId: string,
    rule: (order: Order, now: number) => OrderChange | undefined,
    urgency: Urgency = Urgency.Single,
  ): Promise<Order | undefined> {
    const { order, hasChanged } = await this.execute(changeOf(orderId, rule), urgency);
    return hasChanged ? order : undefined;
  }
}

function outcomeOf(answer: Answer | undefined): OrderOutcome {
  if (answer && 'outcome' in answer) return answer.outcome;
  throw answer?.error;
}
