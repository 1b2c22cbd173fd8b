import { raw, rawOrder } from './support/raw-http.js';
import { describeRefusals } from './support/refusals.js';

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
  { name: 'GET /metrics?x=1', bytes: raw('GET /metrics?x=1'), ...noParameter },
  { name: 'GET /orders/A?x=1', bytes: raw('GET /orders/A?x=1'), ...noParameter },
  { name: 'GET /health/live?x=1', bytes: raw('GET /health/live?x=1'), ...noParameter },
  {
    name: 'POST /orders?x=1',
    bytes: Buffer.from(rawOrder(validOrder).toString().replace('/orders', '/orders?x=1')),
    ...noParameter,
  },
]);
