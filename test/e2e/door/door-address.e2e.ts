import { raw } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';

const badPath = { status: 400, code: 'bad_path' };
const malformed = { status: 400, code: 'malformed_request' };
const unknown = { status: 404, code: 'order_not_found' };
const badId = { status: 400, code: 'validation_failed', pointers: ['/order_id'] };

describeRefusals('addresses that are none', [
  { name: '/orders/%00', bytes: raw('GET /orders/%00'), ...badPath },
  { name: '/orders/%zz', bytes: raw('GET /orders/%zz'), ...badPath },
  { name: '/orders/%', bytes: raw('GET /orders/%'), ...badPath },
  { name: '/orders/%ff', bytes: raw('GET /orders/%ff'), ...badPath },
  { name: '/orders/%c0%af', bytes: raw('GET /orders/%c0%af'), ...badPath },
  { name: '/orders/%0d%0aX', bytes: raw('GET /orders/%0d%0aX'), ...badPath },
  { name: '/orders/../etc', bytes: raw('GET /orders/../etc'), ...badPath },
  { name: '/orders/%2e%2e/etc', bytes: raw('GET /orders/%2e%2e/etc'), ...badPath },
  { name: '/orders/a\\b', bytes: raw('GET /orders/a\\b'), ...badPath },
  { name: 'a wrong path under a method not allowed', bytes: raw('DELETE /orders/%00'), ...badPath },
  { name: '/orders/#1001', bytes: raw('GET /orders/#1001'), ...badPath },
  { name: '/orders/A#1', bytes: raw('GET /orders/A#1'), ...badPath },
  { name: '/orders/%2e', bytes: raw('GET /orders/%2e'), ...badPath },
  { name: '/orders/.%2E/cancel', bytes: raw('POST /orders/.%2E/cancel'), ...badPath },
  { name: '/orders/a/%2e%2e/cancel', bytes: raw('POST /orders/a/%2e%2e/cancel'), ...badPath },
  { name: '/docs/..%2f..%2fpackage.json', bytes: raw('GET /docs/..%2f..%2fpackage.json'), status: 404 },
  { name: '/docs/..%5c..%5cpackage.json', bytes: raw('GET /docs/..%5c..%5cpackage.json'), status: 404 },
  { name: 'an address in Latin 1', bytes: raw('GET /orders/\xe9'), ...malformed },
  { name: 'an address in bare UTF-8', bytes: raw('GET /orders/\xc3\xa9'), ...malformed },
  { name: 'a query in bare UTF-8', bytes: raw('GET /orders?user_id=\xc3\xa9'), ...malformed },
  { name: 'an id of 129 letters', bytes: raw(`GET /orders/${'A'.repeat(129)}`), ...badId },
  { name: 'an id of 129 emoji', bytes: raw(`GET /orders/${'%F0%9F%98%80'.repeat(129)}`), ...badId },
  { name: 'an id with a blank at its end', bytes: raw('GET /orders/a%20'), ...badId },
  { name: 'an id with an invisible character', bytes: raw('GET /orders/a%E2%80%8Bb'), ...badId },
  { name: '/orders/..%2f..%2fetc', bytes: raw('GET /orders/..%2f..%2fetc'), ...unknown },
  { name: '/orders/a%5cb', bytes: raw('GET /orders/a%5cb'), ...unknown },
  { name: "/orders/1'%20OR%201=1", bytes: raw("GET /orders/1'%20OR%201=1"), ...unknown },
  { name: '/orders/a%2fb', bytes: raw('GET /orders/a%2fb'), ...unknown },
  { name: '/orders/...', bytes: raw('GET /orders/...'), ...unknown },
  { name: '/orders/:order_id', bytes: raw('GET /orders/:order_id'), ...unknown },
  { name: '/orders/__proto__', bytes: raw('GET /orders/__proto__'), ...unknown },
  { name: '/orders/batch', bytes: raw('GET /orders/batch'), ...unknown },
  { name: '/orders/retry/cancel', bytes: raw('POST /orders/retry/cancel'), ...unknown },
  { name: 'an unknown order', bytes: raw('GET /orders/constructor'), status: 404 },
  { name: 'an unknown address', bytes: raw('GET /nowhere'), status: 404, code: 'not_found' },
  {
    name: 'an unknown address below a known one',
    bytes: raw('GET /orders/A/items'),
    status: 404,
    code: 'not_found',
  },
  { name: 'a post to an unknown address', bytes: raw('POST /nowhere'), status: 404, code: 'not_found' },
  { name: 'the root', bytes: raw('GET /'), status: 404, code: 'not_found' },
]);

const notAllowed = { status: 405, code: 'method_not_allowed' };

describeRefusals('methods that an address does not take', [
  { name: 'DELETE /orders/A', bytes: raw('DELETE /orders/A'), ...notAllowed, allow: 'GET, HEAD' },
  { name: 'POST /orders/A', bytes: raw('POST /orders/A'), ...notAllowed, allow: 'GET, HEAD' },
  { name: 'PUT /orders', bytes: raw('PUT /orders'), ...notAllowed, allow: 'GET, HEAD, POST' },
  { name: 'TRACE /orders', bytes: raw('TRACE /orders'), ...notAllowed, allow: 'GET, HEAD, POST' },
  { name: 'POST /metrics', bytes: raw('POST /metrics'), ...notAllowed, allow: 'GET, HEAD' },
  { name: 'PATCH /health/live', bytes: raw('PATCH /health/live'), ...notAllowed, allow: 'GET, HEAD' },
  {
    name: 'CONNECT',
    bytes: 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
    ...notAllowed,
  },
]);
