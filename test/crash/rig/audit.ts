import { join } from 'node:path';
import { onCopy } from '../../support/database/database-file.js';
import { ORDER_FAULTS } from '../../support/order-faults.js';

/** What must be zero once all orders are final, whatever happened to the service. */
const FAULTS = {
  lost: `SELECT COUNT(*) AS n FROM json_each(?) WHERE value NOT IN (SELECT order_id FROM orders)`,
  ...ORDER_FAULTS,
  withoutEffect: `SELECT COUNT(*) AS n FROM orders WHERE order_id NOT IN (SELECT order_id FROM outside.effects)`,
  effectsOfNoOrder: `SELECT COUNT(*) AS n FROM outside.effects WHERE order_id NOT IN (SELECT order_id FROM orders)`,
  doubles: `SELECT COUNT(*) AS n FROM outside.doubles`,
  executionsOfNoClaim: `SELECT COUNT(*) AS n FROM outside.executions e WHERE NOT EXISTS (
    SELECT 1 FROM orders o JOIN order_timeline t ON t.order_pk = o.id
    WHERE o.order_id = e.order_id AND t.type = 'claimed' AND t.attempt = e.attempt)`,
} as const;

const FIGURES = {
  orders: `SELECT COUNT(*) AS n FROM orders`,
  effects: `SELECT COUNT(*) AS n FROM outside.effects`,
  executions: `SELECT COUNT(*) AS n FROM outside.executions`,
} as const;

type Counts<Names extends string> = Readonly<Record<Names, number>>;

interface Audit {
  readonly faults: Counts<keyof typeof FAULTS>;
  readonly figures: Counts<keyof typeof FIGURES>;
  readonly integrity: readonly string[];
}

export const NO_FAULTS = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0]));

/** Compares the orders, their timelines and the effects outside with each other, by SQL on a copy. */
export function auditOrders(directory: string, acknowledged: Iterable<string>): Promise<Audit> {
  return onCopy(directory, async (source) => {
    await source.query(`ATTACH ? AS outside`, [join(directory, 'effects.db')]);
    const count = async <Names extends string>(
      queries: Readonly<Record<Names, string>>,
    ): Promise<Counts<Names>> => {
      const counts = new Map<string, number>();
      for (const [name, sql] of Object.entries<string>(queries)) {
        const parameters = sql.includes('?') ? [JSON.stringify([...acknowledged])] : [];
        const [row] = await source.query<{ n: number }[]>(sql, parameters);
        counts.set(name, row?.n ?? NaN);
      }
      return Object.fromEntries(counts) as Counts<Names>;
    };
    const checked = await source.query<{ integrity_check: string }[]>('PRAGMA main.integrity_check');
    return {
      faults: await count(FAULTS),
      figures: await count(FIGURES),
      integrity: checked.map((row) => row.integrity_check),
    };
  });
}

/** The answer of `GET /metrics`, from the rows. */
export function metricsBySql(directory: string): Promise<object> {
  return onCopy(directory, async (source) => {
    const rows = await source.query<{ status: string; orders: number; ms: number }[]>(
      `SELECT status, COUNT(*) AS orders, SUM(processing_ms) AS ms FROM orders GROUP BY status`,
    );
    const counts: Record<string, number> = {
      pending: 0,
      processing: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
    };
    for (const { status, orders } of rows) counts[status] = orders;
    const completed = rows.find(({ status }) => status === 'completed');
    const seconds = completed ? completed.ms / completed.orders / 1000 : 0;
    return {
      avg_processing_time: Math.round(seconds * 100) / 100,
      total_orders: rows.reduce((sum, { orders }) => sum + orders, 0),
      order_status_counts: counts,
    };
  });
}
