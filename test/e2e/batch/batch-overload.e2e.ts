import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/http/http.js';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const SETTINGS = { MAX_BACKLOG: '5', SHUTDOWN_TIMEOUT_MS: '0' };
const EACH = '?on_error=reject_failed_rows';

const orders = (...ids: string[]) => ids.map((order_id) => orderBody({ order_id }));
const full = (row: number, order_id: string) => ({
  row,
  order_id,
  result: 'unavailable',
  code: 'backlog_full',
  detail: 'Too many orders are waiting to be processed.',
});

describe('a batch under load', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start({ processor: new GatedProcessor(), settings: SETTINGS });
  });

  afterEach(() => app.dispose());

  const post = (rows: unknown, query = ''): Promise<Answer> => app.post(`/orders/batch${query}`, rows);
  const stored = () => app.sql<{ n: number }>('SELECT COUNT(*) AS n FROM orders');

  it('is refused as a whole where there is not room for all', async () => {
    await post(orders('A1', 'A2'));
    const { status, headers, body } = await post(orders('A3', 'A4', 'A5', 'A6'));
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(body).toMatchObject({ code: 'backlog_full' });
    expect(await stored()).toEqual([{ n: 2 }]);
    expect((await post(orders('A1', 'A2', 'A3', 'A4', 'A5'))).body).toMatchObject({
      created: 3,
      replayed: 2,
    });
  });

  it('is taken as far as there is room, row by row', async () => {
    await post(orders('A1', 'A2'));
    const { body } = await post(orders('A3', 'A1', 'A4', 'A5', 'A6', 'A2', 'A7'), EACH);
    expect(body).toMatchObject({ created: 3, replayed: 2, unavailable: 2 });
    expect((body as { results: unknown[] }).results).toEqual(
      expect.arrayContaining([full(4, 'A6'), full(6, 'A7')]),
    );
  });

  it('needs room for an order once, however often it comes', async () => {
    await post(orders('A1', 'A2', 'A3', 'A4'));
    expect((await post(orders('A5', 'A5'))).body).toMatchObject({ created: 1, replayed: 1 });
    expect((await post(orders('A5', 'A6', 'A6'), EACH)).body).toMatchObject({ replayed: 1, unavailable: 2 });
  });

  it('keeps the last room for an order that comes twice, row by row', async () => {
    await post(orders('A1', 'A2', 'A3', 'A4'));
    const { body } = await post(orders('A5', 'A5', 'A6'), EACH);
    expect(body).toMatchObject({ created: 1, replayed: 1, unavailable: 1 });
  });

  it('is refused with the reason if nothing of it could be taken', async () => {
    await post(orders('A1', 'A2', 'A3', 'A4', 'A5'));
    const { status, headers, body } = await post([...orders('A6', 'A7'), {}], EACH);
    expect([status, headers.has('retry-after')]).toEqual([503, true]);
    expect(body).toMatchObject({ code: 'backlog_full', instance: '/orders/batch' });
    expect((await post(orders('A5', 'A6'), EACH)).body).toMatchObject({ replayed: 1, unavailable: 1 });
    expect((await post([{}], EACH)).body).toMatchObject({ invalid: 1 });
  });

  it('never goes over the limit, however many come at once', async () => {
    const batches = Array.from({ length: 20 }, (_, index) => post(orders(`B${index}`, `C${index}`), EACH));
    await Promise.all(batches);
    expect(await stored()).toEqual([{ n: 5 }]);
  });

  it('goes on as a stream', async () => {
    const client = new NdjsonClient(app.url);
    client.send(...orders('A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A1'));
    client.end();
    const { results, isWhole } = await client.rest();
    expect(isWhole).toBe(true);
    expect(results.map(({ result }) => result)).toEqual([
      ...Array.from({ length: 5 }, () => 'created'),
      'unavailable',
      'replayed',
    ]);
    expect(results[5]).toEqual(full(5, 'A6'));
  });
});
