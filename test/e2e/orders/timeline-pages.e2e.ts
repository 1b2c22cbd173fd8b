import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TimelineDto } from '../../../src/orders/api/dto/timeline.dto.js';
import { EventSourceClient } from '../../support/http/event-source.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';

const ENTRIES = 12_000;
const PATH = '/orders/A0001/events';

sqliteOnly(describe)('a long timeline', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start();
    await app.post('/orders', orderBody({ item_ids: ['sim:fail'] }));
    await app.whenDone();
    await app.sqlite.writer.query(
      `WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO order_timeline (order_pk, sequence, type, attempt, at) SELECT 1, i, 'retried', 1, 0 FROM n`,
      [ENTRIES],
    );
    await app.sqlite.writer.query(`UPDATE orders SET sequence = ?, status = 'failed'`, [ENTRIES]);
  });

  afterEach(() => app.dispose());

  async function page(query: string): Promise<TimelineDto> {
    const { status, body } = await app.request(`${PATH}${query}`);
    expect(status).toBe(200);
    return body as TimelineDto;
  }

  it('comes in pages, a thousand entries each at most', async () => {
    const sequences: number[] = [];
    for (let query: string | undefined = ''; query !== undefined;) {
      const { data, has_more, next_after } = await page(query);
      expect(data.length).toBeLessThanOrEqual(1000);
      expect(has_more).toBe(next_after !== null);
      sequences.push(...data.map(({ sequence }) => sequence));
      query = next_after === null ? undefined : `?after=${next_after}`;
    }
    expect(sequences).toEqual(Array.from({ length: sequences.length }, (_, index) => index + 1));
    expect(sequences.at(-1)).toBe(ENTRIES);
  });

  it('comes in smaller ones to who asks for that', async () => {
    const { data, has_more, next_after } = await page('?limit=2&after=10');
    expect(data.map(({ sequence }) => sequence)).toEqual([11, 12]);
    expect({ has_more, next_after }).toEqual({ has_more: true, next_after: 12 });
    expect(await page(`?after=${ENTRIES}`)).toEqual({ data: [], has_more: false, next_after: null });
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'after=-1', 'after=1.5', 'page=2'])(
    'refuses %s',
    async (query) => {
      expect((await app.request(`${PATH}?${query}`)).status).toBe(400);
    },
  );

  it('is streamed whole, and from where a client left off', async () => {
    const all = await EventSourceClient.open(`${app.url}${PATH}`);
    const events = await all.rest();
    expect(events.at(-1)).toBe(`${ENTRIES} retried`);
    const rest = await EventSourceClient.open(`${app.url}${PATH}`, {
      'Last-Event-ID': String(ENTRIES - 450),
    });
    expect(await rest.rest()).toHaveLength(450);
  });

  it('is long enough: its order is not run again', async () => {
    const refused = await app.post('/orders/A0001/retry');
    expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_retries' } });
    expect((await app.post('/orders/retry')).body).toEqual({ retried: 0, has_more: false });
  });
});
