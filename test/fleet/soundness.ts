import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { ORDER_FAULTS } from '../support/order-faults.js';
import { report } from '../support/report.js';
import { until } from '../support/until.js';
import type { Fleet } from './fleet.js';

/**
 * Waits until all orders are final; then none is lost, each is completed, was worked on by one instance at a time, and
 * all instances count the same.
 */
export async function expectSound(fleet: Fleet, acknowledged: Iterable<string>): Promise<void> {
  const begin = performance.now();
  const seconds = (): number => Math.round((performance.now() - begin) / 1000);
  await untilFinal(fleet);
  const finalAfter = seconds();
  const rows = await fleet.sql<{ order_id: string }>('SELECT order_id FROM orders');
  const stored = new Set(rows.map(({ order_id }) => order_id));
  expect([...acknowledged].filter((orderId) => !stored.has(orderId))).toEqual([]);
  for (const [fault, sql] of Object.entries(ORDER_FAULTS)) {
    const [found] = await fleet.sql<{ n: number }>(sql);
    expect([fault, Number(found?.n)]).toEqual([fault, 0]);
  }
  const { executions, overlapping } = fleet.journal.read();
  expect(overlapping).toEqual([]);
  const done = new Set(executions.filter(({ end }) => end === 'done').map(({ orderId }) => orderId));
  expect([...stored].filter((orderId) => !done.has(orderId))).toEqual([]);
  await untilAllCountRight(fleet);
  const figures = { orders: stored.size, executions: executions.length };
  report(`${JSON.stringify(figures)}, all final after ${finalAfter} s, counted right after ${seconds()} s`);
}

/** Stronger than at least once: where no worker was lost, no work was begun twice. */
export function expectOneEffectEach(fleet: Fleet): void {
  const { executions } = fleet.journal.read();
  const orderIds = new Set(executions.map(({ orderId }) => orderId));
  expect(executions.filter(({ attempt, end }) => attempt !== 1 || end !== 'done')).toEqual([]);
  expect(executions.length).toBe(orderIds.size);
}

async function untilFinal(fleet: Fleet): Promise<void> {
  await until(async () => {
    const [left] = await fleet.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM orders WHERE status IN ('pending', 'processing')`,
    );
    return Number(left?.n) === 0;
  });
}

/** Counters in Redis that were lost under load are put right within a minute. */
async function untilAllCountRight(fleet: Fleet): Promise<void> {
  const truth = await metricsBySql(fleet);
  for (const instance of fleet.instances)
    await until(async () => isDeepStrictEqual(await metricsOf(instance), truth));
}
