import { orderBody } from '../../support/orders.js';
import { raw, rawOrder } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';

const text = JSON.stringify(orderBody());
const chunked = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
const latin1 = (content: string) => rawOrder(Buffer.from(`{"a":"${content}"}`, 'latin1'));
const utf16 = (content: string) => rawOrder(Buffer.from(content, 'utf16le'));
const invalidUtf8 = { status: 400, code: 'invalid_utf8' };
const malformed = { status: 400, code: 'malformed_json' };
const noObject = { status: 400, code: 'validation_failed', pointers: [''] };

describeRefusals('bodies that are no order', [
  { name: 'a byte that is not UTF-8', bytes: latin1('\xff'), ...invalidUtf8 },
  { name: 'overlong UTF-8', bytes: latin1('\xc0\xaf'), ...invalidUtf8 },
  { name: 'half a character', bytes: latin1('\xe2\x82'), ...invalidUtf8 },
  { name: 'a surrogate in UTF-8', bytes: latin1('\xed\xa0\x80'), ...invalidUtf8 },
  { name: 'UTF-16 with its mark', bytes: utf16(`\ufeff${text}`), ...invalidUtf8 },
  { name: 'UTF-16 that does not say so', bytes: utf16(text), ...malformed },
  { name: 'half of it', bytes: rawOrder(text.slice(0, -1)), ...malformed },
  { name: 'something behind it', bytes: rawOrder(`${text}{}`), ...malformed },
  { name: 'NaN', bytes: rawOrder('{"total_amount":NaN}'), ...malformed },
  { name: 'a comment', bytes: rawOrder('{}//'), ...malformed },
  { name: 'a raw line break in text', bytes: rawOrder('{"user_id":"a\nb"}'), ...malformed },
  { name: 'blanks', bytes: rawOrder('  '), ...malformed },
  { name: 'chunks of nothing', bytes: raw('POST /orders', chunked, '0\r\n\r\n'), ...noObject },
  { name: 'an empty body', bytes: rawOrder(''), ...noObject },
  { name: 'no body', bytes: raw('POST /orders'), ...noObject },
  ...['null', '[]', '"x"', '1', 'true', `[${text}]`].map((json) => ({
    name: json,
    bytes: rawOrder(json),
    ...noObject,
  })),
]);

const UNKNOWN = ['status', 'id', '', 'ORDER_ID', 'order_id ', 'then', 'toJSON', 'length'];
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

/** An order that is valid but for one more key. */
const withKey = (name: string, value: string) => ({
  name: `the key ${JSON.stringify(name)} with ${value}`,
  bytes: rawOrder(`${text.slice(0, -1)},${JSON.stringify(name)}:${value}}`),
  status: 400,
  code: 'validation_failed',
  pointers: [`/${name}`],
});

describeRefusals('orders with a key too many', [
  ...[...UNKNOWN, ...INHERITED].flatMap((name) => [withKey(name, '1'), withKey(name, '{"total_amount":1}')]),
  withKey('__proto__', 'null'),
  { ...withKey('a/b', '1'), pointers: ['/a~1b'] },
  { ...withKey('a~b', '1'), pointers: ['/a~0b'] },
]);
