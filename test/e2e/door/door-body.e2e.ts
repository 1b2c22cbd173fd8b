import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { exchange, raw, rawOrder } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';

const MAX_BODY_BYTES = 655_360;
const JSON_TYPE = 'Content-Type: application/json';
const unsupported = { status: 415, code: 'unsupported_media_type' };
const tooLarge = { status: 413, code: 'body_too_large' };
/** Read, understood and refused for nothing but its content. */
const readable = { status: 400, code: 'validation_failed' };

const text = JSON.stringify(orderBody());
const typed = (...headers: string[]) => rawOrder(text, headers);
const contentType = (type: string) => typed(`Content-Type: ${type}`);
const nested = (depth: number) => rawOrder(`{"item_ids":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`);

function chunked(body: string, chunkBytes = 1000): Buffer {
  const bytes = Buffer.from(body);
  const parts: (string | Buffer)[] = [];
  for (let begin = 0; begin < bytes.length; begin += chunkBytes) {
    const part = bytes.subarray(begin, begin + chunkBytes);
    parts.push(`${part.length.toString(16)}\r\n`, part, '\r\n');
  }
  const all = Buffer.concat([...parts, '0\r\n\r\n'].map((part) => Buffer.from(part)));
  return raw('POST /orders', [JSON_TYPE, 'Transfer-Encoding: chunked'], all);
}

/** As much as the server needs to refuse it; the client never ends it. */
function endless(): Buffer {
  const whole = chunked('x'.repeat(MAX_BODY_BYTES + 1));
  return whole.subarray(0, whole.length - '0\r\n\r\n'.length);
}

describeRefusals('bodies of another kind', [
  { name: 'text/plain', bytes: contentType('text/plain'), ...unsupported },
  { name: 'a form', bytes: contentType('application/x-www-form-urlencoded'), ...unsupported },
  { name: 'a multipart form', bytes: contentType('multipart/form-data; boundary=x'), ...unsupported },
  { name: 'JSON5', bytes: contentType('application/json5'), ...unsupported },
  { name: 'another kind of JSON', bytes: contentType('application/vnd.api+json'), ...unsupported },
  { name: 'a body of no stated type', bytes: typed(), ...unsupported },
  { name: 'an empty type', bytes: contentType(''), ...unsupported },
  { name: 'half a type', bytes: contentType('application/'), ...unsupported },
  { name: 'two types at once', bytes: contentType('application/json, text/plain'), ...unsupported },
  { name: 'a type that is none', bytes: contentType('json; ; =/'), ...unsupported },
  { name: 'a charset of UTF-16', bytes: contentType('application/json; charset=utf-16'), ...unsupported },
  {
    name: 'a charset of Latin 1',
    bytes: contentType('application/json; charset=iso-8859-1'),
    ...unsupported,
  },
  {
    name: 'UTF-16 that says so',
    bytes: rawOrder(Buffer.from(text, 'utf16le'), ['Content-Type: application/json; charset=utf-16le']),
    ...unsupported,
  },
  { name: 'gzip', bytes: typed(JSON_TYPE, 'Content-Encoding: GZip'), ...unsupported },
  {
    name: 'gzip on top of identity',
    bytes: typed(JSON_TYPE, 'Content-Encoding: identity, gzip'),
    ...unsupported,
  },
]);

describeRefusals('bodies of another size', [
  {
    name: '10 MB announced',
    bytes: raw('POST /orders', [JSON_TYPE, 'Content-Length: 10485760'], '{"'),
    ...tooLarge,
  },
  {
    name: 'one byte too many announced',
    bytes: raw('POST /orders', [JSON_TYPE, 'Content-Length: 655361']),
    ...tooLarge,
  },
  { name: 'one byte too many', bytes: rawOrder(`{}${' '.repeat(MAX_BODY_BYTES - 1)}`), ...tooLarge },
  { name: 'chunks without end', bytes: endless(), ...tooLarge },
  { name: 'as many bytes as allowed', bytes: rawOrder(`{}${' '.repeat(MAX_BODY_BYTES - 2)}`), ...readable },
  {
    name: 'as many bytes as allowed, in chunks',
    bytes: chunked(`{}${' '.repeat(MAX_BODY_BYTES - 2)}`),
    ...readable,
  },
  { name: '33 levels', bytes: nested(33), status: 400, code: 'json_too_deep' },
  { name: '32 levels', bytes: nested(32), ...readable },
  { name: '33 lists', bytes: rawOrder('['.repeat(33) + ']'.repeat(33)), status: 400, code: 'json_too_deep' },
  { name: '6000 levels', bytes: nested(6000), status: 400, code: 'json_too_deep' },
  { name: '50000 open ends', bytes: rawOrder('[{"a":'.repeat(8000)), status: 400, code: 'json_too_deep' },
  {
    name: 'brackets inside text, which nest nothing',
    bytes: rawOrder(`{"a":"${'['.repeat(99)}\\"["}`),
    ...readable,
  },
]);

describe('bodies that are let in', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.dispose());

  const post = async (order_id: string, ...headers: string[]) => {
    const [answer] = await exchange(app.url, rawOrder(JSON.stringify(orderBody({ order_id })), headers));
    return answer?.status;
  };

  it.each(
    ['UTF-8', '"utf-8"', 'utf8', 'UTF8', '"Utf8"', "'utf-8'", 'us-ascii', 'utf-8;', 'utf-8; q=0.9'].map(
      (charset, index) => [charset, index] as const,
    ),
  )('may have the charset %s', async (charset, index) => {
    expect(await post(`charset-${index}`, `Content-Type: application/json; charset=${charset}`)).toBe(201);
    expect(await post(`spaced-${index}`, `Content-Type:  application/json ;charset=${charset}`)).toBe(201);
  });

  it.each(
    ['identity', 'Identity', '', 'identity, identity', 'IDENTITY,', 'UTF-8'].map(
      (coding, index) => [coding, index] as const,
    ),
  )('may have the coding %p, which is none', async (coding, index) => {
    expect(await post(`coding-${index}`, JSON_TYPE, `Content-Encoding: ${coding}`)).toBe(201);
  });

  it('may have a type in capitals, and begin with a byte order mark', async () => {
    expect(await post('capitals', 'Content-Type: Application/JSON')).toBe(201);
    const json = `\ufeff${JSON.stringify(orderBody({ order_id: 'marked' }))}`;
    expect((await exchange(app.url, rawOrder(json)))[0]?.status).toBe(201);
  });

  it('may have exactly 100 KB', async () => {
    const [answer] = await exchange(
      app.url,
      rawOrder(JSON.stringify(orderBody({ order_id: 'Long' })).padEnd(MAX_BODY_BYTES)),
    );
    expect(answer?.status).toBe(201);
  });

  it('may come in chunks that cut characters', async () => {
    const [answer] = await exchange(
      app.url,
      chunked(JSON.stringify(orderBody({ order_id: 'Cut', user_id: '日本😀' })), 1),
    );
    expect(answer?.status).toBe(201);
    expect((await app.request('/orders/Cut')).body).toMatchObject({ user_id: '日本😀' });
  });
});
