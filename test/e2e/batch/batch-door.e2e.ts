import { orderBody } from '../../support/orders.js';
import { raw } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';

const JSON_TYPE = 'Content-Type: application/json';
const NDJSON_TYPE = 'Content-Type: application/x-ndjson';
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const FIELDS = ['order_id', 'user_id', 'item_ids', 'total_amount'];

const rows = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => orderBody({ order_id: `A${index}` })));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const post = (body: string | Buffer, { query = '', type = JSON_TYPE, path = '/orders/batch' } = {}) =>
  raw(`POST ${path}${query}`, [type, `Content-Length: ${Buffer.byteLength(body)}`], body);
const invalidAt = (...pointers: string[]) => ({ status: 400, code: 'validation_failed', pointers });

describeRefusals('batches that are none', [
  { name: 'no order', bytes: post('[]'), ...invalidAt('') },
  { name: '1001 orders', bytes: post(rows(1001)), ...invalidAt('') },
  { name: 'one order', bytes: post(JSON.stringify(orderBody())), ...invalidAt('') },
  { name: 'text', bytes: post('"[]"'), ...invalidAt('') },
  { name: 'null', bytes: post('null'), ...invalidAt('') },
  { name: 'no body', bytes: raw('POST /orders/batch'), ...invalidAt('') },
  { name: 'half an array', bytes: post('[{}'), status: 400, code: 'malformed_json' },
  { name: 'Latin 1', bytes: post(Buffer.from('["\xff"]', 'latin1')), status: 400, code: 'invalid_utf8' },
]);

describeRefusals('rows that are no orders', [
  {
    name: 'a prototype',
    bytes: post('[{"__proto__":{"order_id":"A"}}]'),
    status: 400,
    code: 'validation_failed',
  },
  { name: 'a list of 32 levels', bytes: post(nested(33)), ...invalidAt('/0') },
  { name: 'a list of 33 levels', bytes: post(nested(34)), status: 400, code: 'json_too_deep' },
  {
    name: 'a lone surrogate',
    bytes: post(rows(2).replace('"user1"', String.raw`"\ud800"`)),
    ...invalidAt('/0/user_id'),
  },
  {
    name: 'a thousand empty objects, of which it tells twenty mistakes',
    bytes: post(`[${Array.from({ length: 1000 }, () => '{}').join()}]`),
    ...invalidAt(...[0, 1, 2, 3, 4].flatMap((row) => FIELDS.map((field) => `/${row}/${field}`))),
  },
  { name: 'NUL', bytes: post(rows(2).replace('"user1"', String.raw`"a\u0000"`)), ...invalidAt('/0/user_id') },
]);

const noSuchChoice = invalidAt('/on_error');

describeRefusals('questions about a batch', [
  { name: 'another choice', bytes: post(rows(1), { query: '?on_error=ignore' }), ...noSuchChoice },
  { name: 'no choice', bytes: post(rows(1), { query: '?on_error=' }), ...noSuchChoice },
  {
    name: 'two choices',
    bytes: post(rows(1), { query: '?on_error=reject_all&on_error=reject_all' }),
    ...noSuchChoice,
  },
  { name: 'another question', bytes: post(rows(1), { query: '?x=1' }), ...invalidAt('/x') },
  {
    name: 'all or nothing of a stream',
    bytes: post('', { query: '?on_error=reject_all', type: NDJSON_TYPE }),
    ...noSuchChoice,
  },
  {
    name: 'another question to a stream',
    bytes: post('{}\n', { query: '?x=1', type: NDJSON_TYPE }),
    ...invalidAt('/x'),
  },
]);

const unsupported = { status: 415, code: 'unsupported_media_type' };
const tooLarge = { status: 413, code: 'body_too_large' };

describeRefusals('batches of another kind', [
  { name: 'text', bytes: post(rows(1), { type: 'Content-Type: text/plain' }), ...unsupported },
  { name: 'Latin 1', bytes: post(rows(1), { type: `${JSON_TYPE}; charset=latin1` }), ...unsupported },
  {
    name: 'a stream in UTF-16',
    bytes: post('{}', { type: `${NDJSON_TYPE}; charset=utf-16` }),
    ...unsupported,
  },
  {
    name: 'gzip',
    bytes: post(rows(1), { type: `${NDJSON_TYPE}\r\nContent-Encoding: gzip` }),
    ...unsupported,
  },
  { name: 'a stream elsewhere', bytes: post('{}', { path: '/orders', type: NDJSON_TYPE }), ...unsupported },
  {
    name: 'one byte too many announced',
    bytes: raw('POST /orders/batch', [JSON_TYPE, `Content-Length: ${MAX_BODY_BYTES + 1}`], '['),
    ...tooLarge,
  },
  {
    name: 'a large body below a batch',
    bytes: raw('POST /orders/batch/cancel', [JSON_TYPE, 'Content-Length: 655361']),
    ...tooLarge,
  },
  { name: 'as many bytes as allowed', bytes: post('[]'.padEnd(MAX_BODY_BYTES)), ...invalidAt('') },
]);
