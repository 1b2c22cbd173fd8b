import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { WhenLocked } from '../../database/write-connection.js';
import { OrderCommits } from './order-commits.js';
import type { OrderEventPublisher } from './order-event-publisher.js';
import type { OrderRows } from './order-rows.js';
import type { PendingUnit } from './pending-unit.js';
import { Urgency } from './lanes/waiting-line.js';

const BAD_ROW = new Error('A row is bad.');
const AWAY = new Error('The database is away.');

describe('a group with a row that the database rejects', () => {
  let answers: string[];
  let commits: string[];
  let failureOf: (orderIds: string) => Error | undefined;
  let orderCommits: OrderCommits;

  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    answers = [];
    commits = [];
    const rows = {
      commit: (orderIds: ReadonlySet<string>) => {
        const ids = [...orderIds].join('');
        commits.push(ids);
        const failure = failureOf(ids);
        return failure ? Promise.reject(failure) : Promise.resolve({ answers: [[]], changes: [] });
      },
      areBlamedBy: (error: unknown) => error === BAD_ROW,
    };
    const publisher = { publish: () => undefined };
    orderCommits = new OrderCommits(
      rows as unknown as OrderRows,
      new ManualClock(),
      publisher as unknown as OrderEventPublisher,
    );
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const pending = (orderId: string): PendingUnit => ({
    unit: [{ orderId, decide: () => undefined }],
    urgency: Urgency.Single,
    resolve: () => answers.push(`${orderId} done`),
    reject: (error) => answers.push(`${orderId} ${String((error as { code?: string }).code ?? error)}`),
  });

  const settle = (ids: string): Promise<unknown> =>
    orderCommits.settle([...ids].map(pending), WhenLocked.Wait);

  it('is committed one by one, and the row fails alone', async () => {
    failureOf = (ids) => (ids.includes('b') ? BAD_ROW : undefined);
    await settle('abc');
    expect(answers).toEqual(['a done', `b ${String(BAD_ROW)}`, 'c done']);
  });

  it('is given up as a whole as soon as the database goes away', async () => {
    failureOf = (ids) => (ids.length > 1 ? BAD_ROW : ids === 'a' ? undefined : AWAY);
    await settle('abcd');
    expect(answers).toEqual(['a done', 'b store_unavailable', 'c store_unavailable', 'd store_unavailable']);
    expect(commits).toEqual(['abcd', 'a', 'b']);
  });
});
