import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { raw, rawOrder } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';

const values = (name: string, list: string) => list.split(' ').map((value) => `${name}=${value}`);
const cursor = (text: string) => `cursor=${Buffer.from(text).toString('base64url')}`;

const WRONG_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  limit: [
    ...values('limit', '0 101 -1 1e1 1.5 0x1 %201 %2b1 ten true NaN 99999999999999999999 %D9%A1 1&limit=2'),
    ...['limit=', 'limit'],
  ],
  status: ['status=', ...values('status', 'nonsense PENDING toString pending&status=failed')],
  user_id: ['user_id=', ...values('user_id', `%20 %00 a%0ab a&user_id=b ${'u'.repeat(129)}`)],
  cursor: [
    ...['cursor=', ...values('cursor', 'nonsense %00 MS4x&cursor=MS4x MS4x%3D')],
    ...['1', '1.', '-1.1', '1.1.1', '1e3.1', "1.1' OR 1=1", `${'9'.repeat(16)}.1`].map(cursor),
  ],
  created_after: [
    ...[
      'created_after=',
      ...values('created_after', 'yesterday 0 1740312743017 20250223 2025-W08-7 2025-054'),
    ],
    ...values(
      'created_after',
      '2025-13-01T00:00:00Z 2025-02-30T00:00:00Z 2025-02-23T12Z 2025-02-23T25:00:00Z',
    ),
    ...values('created_after', '2025-02-23T12:60:00Z 2025-02-23T12:00:00,5Z 2025-02-23%2012:00:00Z'),
    ...values('created_after', '2025-02-23T12:00:00Z%00 2025-02-23T12:00:00%2b99:00'),
  ],
  created_before: values('created_before', 'tomorrow 2025-W08 2025-02-01&created_before=2025-02-02'),
};

const UNKNOWN = 'x Limit order_id then __proto__ constructor toString hasOwnProperty limit[] limit[gt]'.split(
  ' ',
);

describeRefusals('questions about the list that are none', [
  ...Object.entries(WRONG_PARAMETERS).flatMap(([parameter, queries]) =>
    queries.map((query) => ({
      name: `?${query.slice(0, 60)}`,
      bytes: raw(`GET /orders?${query}`),
      status: 400,
      code: 'validation_failed',
      pointers: [`/${parameter}`],
    })),
  ),
  ...UNKNOWN.map((parameter) => ({
    name: `?${parameter}=1`,
    bytes: raw(`GET /orders?${parameter}=1`),
    status: 400,
    code: 'validation_failed',
    pointers: [`/${parameter}`],
  })),
]);

const validOrder = '{"order_id":"A0001","user_id":"user1","item_ids":["item1"],"total_amount":1}';
const noParameter = { status: 400, code: 'validation_failed', pointers: ['/x'] };

describeRefusals('questions where there is nothing to ask', [
  { name: 'GET /processing?x=1', bytes: raw('GET /processing?x=1'), ...noParameter },
  { name: 'GET /orders/A?x=1', bytes: raw('GET /orders/A?x=1'), ...noParameter },
  {
    name: 'POST /orders?x=1',
    bytes: Buffer.from(rawOrder(validOrder).toString().replace('/orders', '/orders?x=1')),
    ...noParameter,
  },
]);

const PROBES = ['/metrics', '/health/live', '/health/ready'];
const CACHE_BUSTERS = ['?t=1700000000', '?', '?_=1&_=2&x[]=y', '?t', '?q=%20#'];
/** Times whose `+` a form or a careless client has turned into a space. */
const SPACED = [
  '2025-02-23T12:00:00+02:00',
  '2025-02-23T12:00:00.017+00:00',
  '2025-02-23T12:00:00%2002:00',
  '2025-02-23+12:00:00+02:00',
  '2025-02-23T12:00:00+0200',
  '2025-02-23T12:00+02:00',
];

describe('a query', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.dispose());

  it.each(PROBES.flatMap((path) => CACHE_BUSTERS.map((query) => path + query)))(
    'does not keep %s from its answer',
    async (target) => {
      expect((await app.request(target)).status).toBe(200);
    },
  );

  const detailOf = async (parameter: string): Promise<string | undefined> => {
    const { status, body } = await app.request(`/orders?${parameter}`);
    expect(status).toBe(400);
    return (body as { errors: { detail: string }[] }).errors[0]?.detail;
  };

  it.each(SPACED)('with the time %s is told how to write a plus', async (time) => {
    expect(await detailOf(`created_after=${time}`)).toContain('%2B');
    expect(await detailOf(`created_before=${time}`)).toContain('%2B');
  });

  it.each(['2025-02-23T12:00:00+02:00', '2025-02-23T12:00:00Z'])('may have the time %s', async (time) => {
    expect((await app.request(`/orders?created_after=${encodeURIComponent(time)}`)).status).toBe(200);
  });

  it.each(['2025-02-23T12:00', '2025-02-23%2012:00', '2025-02-23t12:00:00z', '20250223'])(
    'with the time %s is told what one looks like',
    async (time) => {
      expect(await detailOf(`created_after=${time}`)).not.toContain('%2B');
      expect(await detailOf(`created_after=${time}`)).toContain('such as 2025-02-23T12:12:23.017Z');
    },
  );
});
