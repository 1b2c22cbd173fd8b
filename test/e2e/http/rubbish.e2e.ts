import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { RawConnection, raw } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';

const MEBIBYTE = 1024 * 1024;
const JSON_TYPE = 'Content-Type: application/json';
const TOGETHER = 10;
const PATIENCE_MS = 25_000;
/** Parsing one of them takes a second. */
const BOUND_MS = 3000;

const fill = (part: string, bytes = 10 * MEBIBYTE - 100): string =>
  part.repeat(Math.floor(bytes / part.length));
const keys = Array.from({ length: 800_000 }, (_, index) => `"k${index}":1`).join();

const TOO_LARGE = 'json_too_large';

const RUBBISH = [
  ['rows', 'validation_failed', `[${fill('{},')}{}]`],
  ['keys of one object', 'validation_failed', `{${keys}}`],
  ['keys of a row', TOO_LARGE, `[{${keys}}]`],
  ['objects in a row', TOO_LARGE, `[[${fill('{},')}{}]]`],
  ['values in a row', TOO_LARGE, `[[${fill('1,')}1]]`],
] as const;

describe('a large body of rubbish', () => {
  let app: TestApp;
  let open: RawConnection[];

  beforeEach(async () => {
    open = [];
    // All of the room may be taken from one address.
    app = await TestApp.start({ settings: { MAX_CONNECTIONS_PER_ADDRESS: '0' } });
  });

  afterEach(async () => {
    open.forEach((connection) => connection.destroy());
    await app.dispose();
  });

  function send(bytes: Buffer): RawConnection {
    const connection = new RawConnection(app.url, PATIENCE_MS);
    open.push(connection);
    connection.send(bytes);
    return connection;
  }

  const batch = (body: string, length = body.length): Buffer =>
    raw('POST /orders/batch', [JSON_TYPE, `Content-Length: ${length}`], body);

  it.each(RUBBISH)('with too many %s is refused before it is parsed', async (_name, code, body) => {
    expectProblem(await send(batch(body)).next(), { status: 400, code });
  });

  it('does not hold up others, however many come at once', async () => {
    const bytes = batch(RUBBISH[2][2]);
    let answered = 0;
    const refusals = Array.from({ length: TOGETHER }, () =>
      send(bytes)
        .next()
        .finally(() => answered++),
    );
    let waited = 0;
    do {
      const begin = performance.now();
      expect((await app.request('/health/live')).status).toBe(200);
      waited = Math.max(waited, performance.now() - begin);
    } while (answered < TOGETHER);
    expect(waited).toBeLessThan(BOUND_MS);
    for (const { status } of await Promise.all(refusals)) expect([400, 503]).toContain(status);
  });

  it('may be as many as there is room for, which comes back', async () => {
    const held = Array.from({ length: 7 }, () => send(batch(fill(' ', 9.5 * MEBIBYTE), 10 * MEBIBYTE)));
    const answers = held.map((connection) => connection.next().catch(() => undefined));
    const refused = await Promise.race(answers);
    expectProblem(refused, { status: 503, code: 'bodies_busy' });
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    held.forEach((connection) => connection.destroy());
    await until(async () => {
      const body = `[${JSON.stringify(orderBody({ order_id: 'large' }))}${fill(' ', 9 * MEBIBYTE)}]`;
      return (await send(batch(body)).next()).status === 200;
    });
  });
});
