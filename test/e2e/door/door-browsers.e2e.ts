import { afterEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { exchange } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';

const SHOP = 'https://shop.example';
const PAUSE = 'POST /processing/pause';

describe('pages in a browser', () => {
  let app: TestApp;

  afterEach(() => app.dispose());

  const start = async (settings: Record<string, string> = {}): Promise<void> => {
    app = await TestApp.start({ settings });
  };

  async function ask(line: string, host: string, ...headers: string[]) {
    const head = [`${line} HTTP/1.1`, `Host: ${host}`, ...headers].join('\r\n');
    const [answer] = await exchange(app.url, `${head}\r\n\r\n`);
    return answer;
  }

  it.each([
    ['Origin: https://evil.example'],
    ['Origin: null'],
    ['Origin: http://localhost:1'],
    ['Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: same-site'],
    ['Sec-Fetch-Site: cross-site', 'Origin: http://localhost:3000'],
  ])('of other sites change nothing: %s %s', async (...headers) => {
    await start();
    for (const line of [
      PAUSE,
      'POST /orders/A/cancel',
      'POST /orders/retry',
      'POST /orders',
      'DELETE /orders/A',
    ])
      expectProblem(await ask(line, 'localhost:3000', ...headers), { status: 403, code: 'cross_site' });
    expect((await ask('GET /orders', 'localhost:3000', ...headers))?.status).toBe(200);
    expect((await app.request('/processing')).body).toMatchObject({ paused: false });
  });

  it.each([
    [],
    ['Origin: http://localhost:3000'],
    ['Origin: http://localhost:3000', 'Sec-Fetch-Site: same-origin'],
    ['Sec-Fetch-Site: none'],
  ])("of its own, and clients that are no browsers, do: '%s' '%s'", async (...headers) => {
    await start();
    expect((await ask(PAUSE, 'localhost:3000', ...headers))?.status).toBe(200);
  });

  it('of allowed origins do, and may read what is answered', async () => {
    await start({ CORS_ORIGINS: `${SHOP}, http://localhost:1` });
    const taken = await app.post('/orders', orderBody(), { Origin: SHOP, 'Sec-Fetch-Site': 'cross-site' });
    expect(taken.status).toBe(201);
    expect(taken.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(taken.headers.get('access-control-expose-headers')).toMatch(/Location/);
    const preflight = await ask(
      'OPTIONS /orders',
      'localhost',
      `Origin: ${SHOP}`,
      'Access-Control-Request-Method: POST',
      'Access-Control-Request-Headers: content-type',
    );
    expect(preflight?.status).toBe(204);
    expect(preflight?.headers.get('access-control-allow-headers')).toBe('content-type');
    expectProblem(await ask(PAUSE, 'localhost', 'Origin: https://evil.example'), { status: 403 });
  });

  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.1.2.3:80', '[::1]:3000'])(
    'on loopback ask for %s',
    async (host) => {
      await start();
      expect((await ask('GET /orders', host))?.status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '',
  ])('on loopback may not ask for "%s"; probes may', async (host) => {
    await start();
    for (const line of ['GET /orders', PAUSE, 'GET /docs', 'GET /docs-json'])
      expectProblem(await ask(line, host), { status: 421, code: 'unknown_host' });
    for (const line of ['GET /health/live', 'GET /health/ready', 'GET /metrics'])
      expect((await ask(line, host))?.status).toBe(200);
  });

  it.each([
    [{ HOST: '0.0.0.0' }, 'any.example', 200],
    [{ HOST: '0.0.0.0', ALLOWED_HOSTS: 'orders.example,[fd00::1]' }, 'any.example', 421],
    [{ HOST: '0.0.0.0', ALLOWED_HOSTS: 'orders.example,[fd00::1]' }, 'Orders.example:8080', 200],
    [{ HOST: '0.0.0.0', ALLOWED_HOSTS: 'orders.example,[fd00::1]' }, '[fd00::1]:8080', 200],
    [{ ALLOWED_HOSTS: 'orders.example' }, 'orders.example', 200],
  ] as [Record<string, string>, string, number][])(
    'with %j, as %s, get %d',
    async (settings, host, status) => {
      await start(settings);
      expect((await ask('GET /orders', host))?.status).toBe(status);
    },
  );

  it('are told not to guess what an answer is, nor to frame it', async () => {
    await start();
    for (const path of ['/orders', '/orders/none', '/nowhere', '/docs', '/health/live']) {
      const { headers } = await app.request(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'/);
      expect(headers.get('content-security-policy')).not.toMatch(/upgrade-insecure/);
    }
  });

  it('find no documentation where it is off', async () => {
    await start({ DOCS: 'off' });
    for (const path of ['/docs', '/docs-json', '/docs/swagger-ui.css', '/docs-yaml'])
      expect((await app.request(path)).status).toBe(404);
  });
});
