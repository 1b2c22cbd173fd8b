import { LOG_FAULTS } from '../support/order-faults.js';
import { expect } from '@jest/globals';
import type { Fleet } from '../fleet/fleet.js';
import { metricsBySql } from '../support/metrics.js';
import type { OrderBody } from '../support/orders.js';
import type { Ledger } from './ledger.js';
import { MAX_ATTEMPTS } from './model-fleet.js';
import { type Entry, claimsOf, faultsOfLife, statusAfter } from './order-life.js';

/** As many as are listed when something is wrong. */
const SHOWN = 10;

interface OrderRow {
  readonly id: number;
  readonly order_id: string;
  readonly user_id: string;
  readonly item_ids: string;
  readonly total_minor: number;
  readonly status: string;
  readonly attempts: number;
  readonly sequence: number;
}

type EntryRow = Entry & { readonly order_pk: number };

/** Compares what the rows say with what the clients know, once no instance runs any more. @returns figures */
export async function auditRows(
  fleet: Fleet,
  ledger: Ledger,
  metrics: object,
): Promise<Record<string, number>> {
  const orders = await fleet.sql<OrderRow>(
    `SELECT id, order_id, user_id, item_ids, total_minor, status, attempts, sequence FROM orders`,
  );
  const lives = livesOf(
    await fleet.sql<EntryRow>(
      `SELECT order_pk, sequence, type, attempt, detail FROM order_timeline ORDER BY order_pk, sequence`,
    ),
  );
  const stored = new Set(orders.map(({ order_id }) => order_id));
  expect(stored.size).toBe(orders.length);
  expect(lives.size).toBe(orders.length);
  expect(
    ledger
      .takenBy()
      .filter((orderId) => !stored.has(orderId))
      .slice(0, SHOWN),
  ).toEqual([]);
  expect(orders.flatMap((order) => faultsOf(order, lives.get(order.id) ?? [])).slice(0, SHOWN)).toEqual([]);
  for (const order of orders) ledger.expectContent(contentOf(order));
  expect(metrics).toEqual(await metricsBySql(fleet));
  for (const [fault, sql] of Object.entries(LOG_FAULTS)) {
    const [row] = await fleet.sql<{ n: unknown }>(sql);
    expect([fault, Number(row?.n)]).toEqual([fault, 0]);
  }
  expect(fleet.journal.read().overlapping.slice(0, SHOWN)).toEqual([]);
  return {
    orders: orders.length,
    acknowledged: ledger.takenCount,
    attempts: orders.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

function faultsOf(order: OrderRow, life: readonly Entry[]): string[] {
  const faults = faultsOfLife(life, MAX_ATTEMPTS);
  if (order.sequence !== life.length) faults.push(`sequence ${order.sequence} of ${life.length} entries`);
  if (order.status !== statusAfter(life)) faults.push(`${order.status} instead of ${statusAfter(life)}`);
  if (order.attempts !== claimsOf(life)) faults.push(`${order.attempts} attempts, ${claimsOf(life)} claims`);
  return faults.map((fault) => `${order.order_id}: ${fault}`);
}

function livesOf(rows: readonly EntryRow[]): Map<number, Entry[]> {
  const lives = new Map<number, Entry[]>();
  for (const row of rows) {
    const life = lives.get(row.order_pk) ?? [];
    life.push(row);
    lives.set(row.order_pk, life);
  }
  return lives;
}

function contentOf({ order_id, user_id, item_ids, total_minor }: OrderRow): OrderBody {
  const items = JSON.parse(item_ids) as string[];
  return { order_id, user_id, item_ids: items, total_amount: total_minor / 100 };
}
