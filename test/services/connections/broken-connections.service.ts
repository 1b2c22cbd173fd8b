import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND, type TestDatabase } from '../../support/database/test-database.js';

const CLIENTS = 8;
const LOAD_MS = 3000;
const KILL_EVERY_MS = 150;
/** An order whose commit was cut off may be unknown. */
const EXPECTED = [200, 201, 404, 503];

describe('connections that are killed', () => {
  let app: TestApp;
  let taken: string[];
  let statuses: Set<number>;

  beforeEach(async () => {
    app = await TestApp.start();
    taken = [];
    statuses = new Set();
  });

  afterEach(() => app.dispose());

  /** Sends orders and asks for each. */
  async function load(client: number, end: number): Promise<void> {
    for (let index = 0; Date.now() < end; index++) {
      const order_id = `C${client}-${index}`;
      const { status } = await app.post('/orders', orderBody({ order_id }));
      if (status < 300) taken.push(order_id);
      statuses.add(status).add((await app.request(`/orders/${order_id}`)).status);
    }
  }

  it('cost a 503 and no order that was taken', async () => {
    const end = Date.now() + LOAD_MS;
    const clients = Array.from({ length: CLIENTS }, (_, client) => load(client, end));
    while (Date.now() < end) {
      await killConnections(app.database);
      await pause(KILL_EVERY_MS);
    }
    await Promise.all(clients);
    expect([...statuses].filter((status) => !EXPECTED.includes(status))).toEqual([]);
    expect([...statuses]).toContain(503);
    expect((await app.post('/orders', orderBody({ order_id: 'after' }))).status).toBe(201);
    const rows = await app.sql<{ order_id: string }>('SELECT order_id FROM orders');
    const stored = new Set(rows.map(({ order_id }) => order_id));
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.filter((orderId) => !stored.has(orderId))).toEqual([]);
  });
});

/** All but the one that kills. */
async function killConnections(database: TestDatabase): Promise<void> {
  if (DATABASE_KIND === 'postgres') {
    await database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    return;
  }
  const connections = await database.query<{
    id: number;
  }>(`SELECT id AS id FROM information_schema.processlist
    WHERE db = DATABASE() AND id <> CONNECTION_ID()`);
  for (const { id } of connections) await database.query(`KILL ${id}`).catch(() => undefined);
}
