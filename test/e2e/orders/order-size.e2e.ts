import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

const MAX_BYTES = 102_400;
const ITEMS = 1000;
const emoji = (characters: number): string => '😀'.repeat(characters);
/** A thousand items that have exactly as many bytes as all may have together. */
const LARGEST = Array.from(
  { length: ITEMS },
  (_, index) => emoji(25) + 'x'.repeat(index < MAX_BYTES - ITEMS * 102 ? 3 : 2),
);

/** However a client writes it: each character escaped. */
const escaped = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );

describe('the largest order', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.dispose());

  const send = async (path: string, body: string) =>
    (await app.request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }))
      .status;

  async function sendLine(body: string): Promise<string | undefined> {
    const client = new NdjsonClient(app.url);
    client.send(`${body}\n`);
    client.end();
    return (await client.rest()).results[0]?.result;
  }

  it.each([
    ['as it is', JSON.stringify],
    ['escaped', escaped],
  ])('is taken %s: alone, in a batch and in a stream', async (name, write) => {
    const order = (id: string) => orderBody({ order_id: `${name} ${id}`, item_ids: LARGEST });
    expect(await send('/orders', write(order('alone')))).toBe(201);
    expect(await send('/orders/batch', write([order('batch')]))).toBe(200);
    expect(await sendLine(write(order('stream')))).toBe('created');
  });

  it('with one item more in bytes is refused everywhere, for the same reason', async () => {
    const order = orderBody({
      order_id: 'too large',
      item_ids: Array.from({ length: ITEMS }, () => emoji(64)),
    });
    expect(await send('/orders', JSON.stringify(order))).toBe(400);
    expect(await send('/orders/batch', JSON.stringify([order]))).toBe(400);
    expect(await sendLine(JSON.stringify(order))).toBe('invalid');
    const answer = await app.post('/orders', order);
    expect(answer.body).toMatchObject({
      errors: [
        { pointer: '/item_ids', detail: 'must have at most 102400 bytes of item ids together, in UTF-8' },
      ],
    });
  });
});
