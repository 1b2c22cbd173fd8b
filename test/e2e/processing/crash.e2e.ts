import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onCopy } from '../../support/database/database-file.js';
import { request } from '../../support/http/http.js';
import { postOrders } from '../../support/http/load.js';
import { ServiceProcess } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const ORDERS = Array.from({ length: 1000 }, (_, index) => `A${index}`);
const CLIENTS = 50;
const SETTINGS = { WORKER_CONCURRENCY: '50', SIM_MIN_MS: '0', SIM_MAX_MS: '20', LOG_LEVEL: 'info' };

interface Metrics {
  readonly avg_processing_time: number;
  readonly total_orders: number;
  readonly order_status_counts: Record<string, number>;
}

sqliteOnly(describe)('the built service, killed in the middle of a thousand orders', () => {
  let directory: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-'));
    service = await ServiceProcess.start(directory, SETTINGS);
  });

  afterEach(async () => {
    await service.stop();
    await rm(directory, { recursive: true });
  });

  const metrics = async (): Promise<Metrics> => (await request(`${service.url}/metrics`)).body as Metrics;

  async function untilCompleted(orders: number): Promise<void> {
    await until(async () => (await metrics()).order_status_counts['completed'] === orders);
  }

  it('has every order that it acknowledged, and completes them all', async () => {
    let killed: Promise<void> | undefined;
    const acknowledged = await postOrders(service.url, ORDERS, CLIENTS, (count) => {
      if (count === ORDERS.length / 2) killed = service.kill();
    });
    await killed;
    expect(acknowledged.size).toBeGreaterThanOrEqual(ORDERS.length / 2);
    expect(acknowledged.size).toBeLessThan(ORDERS.length);

    service = await ServiceProcess.start(directory, SETTINGS);
    await untilCompleted((await metrics()).total_orders);
    for (const order_id of acknowledged) {
      const { body } = await request(`${service.url}/orders/${order_id}`);
      expect(body).toMatchObject({ order_id, status: 'completed' });
    }

    expect((await postOrders(service.url, ORDERS, CLIENTS)).size).toBe(ORDERS.length);
    await untilCompleted(ORDERS.length);
    expect(await metrics()).toEqual(await metricsBySql());
  }, 120_000);

  async function metricsBySql(): Promise<Metrics> {
    const [row] = await onCopy(directory, (source) =>
      source.query<{ total: number; completed: number; seconds: number }[]>(
        `SELECT COUNT(*) AS total, SUM(status = 'completed') AS completed,
         ROUND(AVG(processing_ms) / 1000.0, 2) AS seconds FROM orders`,
      ),
    );
    const counts = { pending: 0, processing: 0, completed: row?.completed ?? 0, failed: 0, cancelled: 0 };
    return {
      avg_processing_time: row?.seconds ?? 0,
      total_orders: row?.total ?? 0,
      order_status_counts: counts,
    };
  }
});
