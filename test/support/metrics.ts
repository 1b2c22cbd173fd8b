import { request } from './http/http.js';

/** Whoever can be asked by SQL: an app, or a database itself. */
interface Queryable {
  sql<Row>(statement: string): Promise<Row[]>;
}

interface Metrics {
  readonly avg_processing_time: number;
  readonly total_orders: number;
  readonly order_status_counts: Record<string, number>;
}

export const NO_ORDERS = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };

/** @param service an app, or a process */
export async function metricsOf(service: { readonly url: string }): Promise<Metrics> {
  return (await request(`${service.url}/metrics`)).body as Metrics;
}

/** What `/metrics` has to say, counted by SQL. */
export async function metricsBySql(rows: Queryable): Promise<Metrics> {
  const counts = await rows.sql<{ status: string; n: number }>(
    'SELECT status, COUNT(*) AS n FROM orders GROUP BY status',
  );
  const [completed] = await rows.sql<{ ms: number | string | null; n: number }>(
    `SELECT SUM(processing_ms) AS ms, COUNT(*) AS n FROM orders WHERE status = 'completed'`,
  );
  // Databases round 0.015 to 0.01 or to 0.02.
  const seconds = Number(completed?.ms ?? 0) / Math.max(1, Number(completed?.n)) / 1000;
  return {
    avg_processing_time: Math.round(seconds * 100) / 100,
    total_orders: counts.reduce((sum, { n }) => sum + n, 0),
    order_status_counts: { ...NO_ORDERS, ...Object.fromEntries(counts.map(({ status, n }) => [status, n])) },
  };
}
