import { afterEach, describe, expect, it } from '@jest/globals';
import { RawConnection, onConnection, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';

const METRICS = raw('GET /metrics');
const PATIENCE_MS = 25_000;
const STOP_BOUND_MS = 2000;

describe('a connection that is kept', () => {
  let app: TestApp;

  afterEach(() => app.dispose());

  const open = async (): Promise<RawConnection> => {
    const connection = new RawConnection(app.url, PATIENCE_MS);
    connection.send(METRICS);
    expect((await connection.next()).status).toBe(200);
    return connection;
  };

  it('is open for 75 s, as its answers say, and longer than a new one may be silent', async () => {
    app = await TestApp.start();
    const kept = await open();
    const silent = new RawConnection(app.url, PATIENCE_MS);
    expect((await silent.next()).status).toBe(408);
    await silent.rest();
    kept.send(METRICS);
    const { status, headers } = await kept.next();
    expect(status).toBe(200);
    expect(headers.get('keep-alive')).toBe('timeout=75');
    kept.destroy();
  });

  it('is closed after KEEP_ALIVE_TIMEOUT_MS', async () => {
    app = await TestApp.start({ settings: { KEEP_ALIVE_TIMEOUT_MS: '1000' } });
    await onConnection(app.url, async (connection) => {
      connection.send(METRICS);
      expect((await connection.next()).headers.get('keep-alive')).toBe('timeout=1');
      const begin = performance.now();
      expect(await connection.rest()).toBe('');
      expect(performance.now() - begin).toBeGreaterThan(900);
    });
  });

  it('does not prolong a stop, and has the request answered that is just arriving', async () => {
    app = await TestApp.start();
    const idle = await Promise.all(Array.from({ length: 20 }, open));
    const begin = performance.now();
    const stopped = app.stop();
    const [busy] = idle;
    busy?.send(METRICS);
    expect((await busy?.next())?.headers.get('connection')).toBe('close');
    await stopped;
    expect(performance.now() - begin).toBeLessThan(STOP_BOUND_MS);
    await Promise.all(idle.map((connection) => connection.rest()));
  });
});
