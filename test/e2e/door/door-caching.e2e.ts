import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { exchange, raw, rawOrder } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';

const CONNECT = 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n';
const SSE = { Accept: 'text/event-stream' };

describe('an answer that nobody may keep', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
    await app.post('/orders', orderBody());
    await app.whenDone();
  });

  afterAll(() => app.dispose());

  it.each([
    '/orders',
    '/orders/A0001',
    '/orders/A0001/events',
    '/orders/none',
    '/orders?limit=0',
    '/metrics',
    '/processing',
    '/health/live',
    '/health/ready',
    '/nowhere',
  ])('is that to GET %s', async (path) => {
    expect((await app.request(path)).headers.get('cache-control')).toBe('no-store');
    const head = await fetch(app.url + path, { method: 'HEAD' });
    expect(head.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['/orders', orderBody()],
    ['/orders', {}],
    ['/orders/batch', [orderBody()]],
    ['/orders/A0001/cancel', undefined],
    ['/orders/retry', undefined],
    ['/processing/resume', undefined],
  ])('is that to POST %s', async (path, body) => {
    expect((await app.post(path, body)).headers.get('cache-control')).toBe('no-store');
  });

  it('is a live timeline, also one that has nothing more to tell', async () => {
    for (const last of ['0', '3']) {
      const { headers } = await app.request('/orders/A0001/events', {
        headers: { ...SSE, 'Last-Event-ID': last },
      });
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is each of the streamed ones', async () => {
    const headers = { 'Content-Type': 'application/x-ndjson' };
    const answer = await app.request('/orders/batch', { method: 'POST', headers, body: '{}\n' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['a path that is none', raw('GET /orders/%00')],
    ['nonsense', 'nonsense\r\n\r\n'],
    ['an expectation', raw('GET /metrics', ['Expect: miracles'])],
    ['a tunnel', CONNECT],
    ['a body of another type', rawOrder('{}', ['Content-Type: text/plain'])],
    ['a method', raw('DELETE /orders')],
  ])('is the refusal of %s', async (_name, bytes) => {
    const [answer] = await exchange(app.url, bytes);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['/docs', '/docs-json', '/docs/swagger-ui.css'])('is not %s', async (path) => {
    const { status, headers } = await app.request(path);
    expect(status).toBe(200);
    expect(headers.get('cache-control') ?? '').not.toContain('no-store');
  });
});
