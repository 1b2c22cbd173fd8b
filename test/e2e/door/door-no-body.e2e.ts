import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { exchange, raw } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const CHUNKED = 'Transfer-Encoding: chunked';
const NO_CHUNK = '0\r\n\r\n';
const TYPES = [[], ['Content-Type: text/plain'], ['Content-Type: application/json']];

interface Form {
  readonly name: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** A body that has no bytes, in every form in which clients send it. */
const EMPTY: readonly Form[] = TYPES.flatMap((type) => [
  { name: ['no body', ...type].join(', '), headers: type, body: '' },
  { name: ['a length of 0', ...type].join(', '), headers: [...type, 'Content-Length: 0'], body: '' },
  { name: ['no chunk', ...type].join(', '), headers: [...type, CHUNKED], body: NO_CHUNK },
]);

/** Bodies that mean nothing where nothing is to be said. */
const IGNORED: readonly Form[] = [
  { name: 'text', headers: ['Content-Type: text/plain', 'Content-Length: 3'], body: 'abc' },
  { name: 'half a JSON', headers: ['Content-Type: application/json', 'Content-Length: 1'], body: '{' },
  { name: 'text in chunks', headers: [CHUNKED], body: `3\r\nabc\r\n${NO_CHUNK}` },
  { name: 'much text', headers: ['Content-Length: 300000'], body: 'x'.repeat(300_000) },
];

describe('a body', () => {
  let app: TestApp;
  const processor = new GatedProcessor();

  beforeAll(async () => {
    app = await TestApp.start({ processor });
  });

  afterAll(async () => {
    processor.openAll();
    await app.dispose();
  });

  const ask = async (line: string, { headers, body }: Form) => {
    const bytes = Buffer.concat([raw(line, headers, body), raw('GET /metrics')]);
    const [answer, behind] = await exchange(app.url, bytes, 2);
    expect(behind?.status).toBe(200);
    return answer;
  };

  it.each(EMPTY)('of no bytes is none on an action: $name', async (form) => {
    const order_id = `cancel-${EMPTY.indexOf(form)}`;
    await app.post('/orders', orderBody({ order_id }));
    expect((await ask(`POST /orders/${order_id}/cancel`, form))?.status).toBe(200);
    expect((await ask('POST /processing/resume', form))?.status).toBe(200);
    expect((await ask('POST /orders/retry', form))?.status).toBe(200);
  });

  it.each(EMPTY)('of no bytes is none where one is needed: $name', async (form) => {
    const single = await ask('POST /orders', form);
    expectProblem(single, { status: 400, code: 'validation_failed', pointers: [''] });
    const batch = await ask('POST /orders/batch', form);
    expectProblem(batch, { status: 400, code: 'validation_failed', pointers: [''] });
  });

  it.each([...EMPTY, ...IGNORED])('of a GET is ignored: $name', async (form) => {
    expect((await ask('GET /orders', form))?.status).toBe(200);
    expect((await ask('GET /orders/none', form))?.status).toBe(404);
    expect((await ask('DELETE /orders', form))?.status).toBe(405);
  });

  it('of a HEAD is ignored', async () => {
    const bytes = raw('HEAD /health/live', ['Content-Length: 3', 'Connection: close'], 'abc');
    // It has the length of the body that it lacks.
    await expect(exchange(app.url, bytes)).rejects.toThrow('HTTP/1.1 200 OK');
  });

  it('in chunks of another type is refused, and what comes behind it is answered', async () => {
    const form = { headers: [CHUNKED], body: `3\r\nabc\r\n${NO_CHUNK}`, name: '' };
    expectProblem(await ask('POST /orders', form), { status: 415, code: 'unsupported_media_type' });
    expectProblem(await ask('POST /processing/resume', form), { status: 415 });
  });

  it('that says Expect: 100-continue and then has no bytes is none', async () => {
    const headers = ['Content-Type: application/json', CHUNKED, 'Expect: 100-Continue'];
    const [interim, answer] = await exchange(app.url, raw('POST /processing/resume', headers, NO_CHUNK), 2);
    expect([interim?.status, answer?.status]).toEqual([100, 200]);
  });
});
