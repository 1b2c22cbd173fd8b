import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAcknowledged, orderIdsOf } from '../support/http/clients.js';
import { request } from '../support/http/http.js';
import { orderBody } from '../support/orders.js';
import { PrivatePostgres } from '../support/servers/private-postgres.js';
import { report } from '../support/report.js';
import { SilentProxy } from '../support/servers/silent-proxy.js';
import { RedisServer } from '../support/servers/redis.js';
import { TestDatabase } from '../support/database/test-database.js';
import { Fleet } from './fleet.js';
import { Load } from './load.js';
import { expectSound } from './soundness.js';

const CLIENTS = 4;
const TAKEN = 201;
const REFUSED = 503;
/** Posts that each instance takes before and after. */
const SOME = 150;
const CONNECT_LIMIT_MS = 1000;
const STATEMENT_LIMIT_MS = 2000;
/** What a busy machine takes. */
const SLACK_MS = 2000;
const LONGEST_ANSWER_MS = CONNECT_LIMIT_MS + STATEMENT_LIMIT_MS + SLACK_MS;
const LIMITS = {
  DATABASE_CONNECT_TIMEOUT_MS: String(CONNECT_LIMIT_MS),
  DATABASE_STATEMENT_TIMEOUT_MS: String(STATEMENT_LIMIT_MS),
};
/** Of reads: an order may not be there yet. */
const EXPECTED_OF_READS = [200, 404, REFUSED];

describe('a database under load', () => {
  let database: PrivatePostgres;
  let proxy: SilentProxy;
  let fleet: Fleet;

  beforeEach(async () => {
    database = await PrivatePostgres.start();
    proxy = await SilentProxy.to(new URL(database.url));
    fleet = await Fleet.on(TestDatabase.at(database.url), await RedisServer.start());
  });

  afterEach(async () => {
    await fleet.dispose();
    await proxy.close();
    await database.dispose();
  });

  async function expectRefusal(): Promise<void> {
    const [first] = fleet.instances;
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(orderBody());
    const answer = await request(`${first?.url}/orders`, { method: 'POST', headers, body });
    expect(answer.status).toBe(REFUSED);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: REFUSED, code: 'store_unavailable' });
  }

  /** The same processes refuse in time while it lasts, take orders again after it, and have kept what they took. */
  async function rideOut(trouble: { begin: () => unknown; end: () => unknown }): Promise<void> {
    const load = new Load(fleet.instances, CLIENTS);
    await load.untilMore(SOME, TAKEN);
    await trouble.begin();
    await Promise.all([load.untilMore(CLIENTS, REFUSED), expectRefusal()]);
    await trouble.end();
    await load.untilMore(SOME, TAKEN);
    const { outcomes, statusesRead } = await load.stop();
    expect(statusesRead.filter((status) => !EXPECTED_OF_READS.includes(status))).toEqual([]);
    const refused = outcomes.filter((outcome) => !isAcknowledged(outcome));
    for (const refusal of refused)
      expect(refusal).toMatchObject({ status: REFUSED, code: 'store_unavailable', retryAfter: '1' });
    const longest = Math.round(Math.max(...outcomes.map(({ ms }) => ms)));
    report(`${refused.length} of ${outcomes.length} posts refused, the longest answer took ${longest} ms`);
    expect(longest).toBeLessThan(LONGEST_ANSWER_MS);
    await expectSound(fleet, orderIdsOf(outcomes.filter(isAcknowledged)));
  }

  it.each(['fast', 'immediate'] as const)(
    'may be stopped (%s) and started again, and no order that was taken is lost',
    async (mode) => {
      await Promise.all([fleet.start(LIMITS), fleet.start(LIMITS)]);
      await rideOut({ begin: () => database.stop(mode), end: () => database.restart() });
    },
  );

  it('may fall silent and speak again, and no order that was taken is lost', async () => {
    const settings = { ...LIMITS, DATABASE_URL: proxy.url };
    await Promise.all([fleet.start(settings), fleet.start(settings)]);
    await rideOut({ begin: () => proxy.fallSilent(), end: () => proxy.speak() });
  });
});
