import { raw } from '../../support/http/raw-http.js';
import { describeRefusals } from '../../support/http/refusals.js';

const JSON_TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';
const malformed = { status: 400, code: 'malformed_request' };

const framed = (headers: string[], body: string) => raw('POST /orders', [JSON_TYPE, ...headers], body);
const oversized = (bytes: number) => raw('GET /metrics', [`X-Filler: ${'x'.repeat(bytes)}`]);

describeRefusals('requests that are not well-formed', [
  { name: 'no Host', bytes: 'GET /metrics HTTP/1.1\r\n\r\n', status: 400, code: 'bad_host' },
  { name: 'two Hosts', bytes: raw('GET /metrics', ['Host: elsewhere']), status: 400, code: 'bad_host' },
  { name: 'two Hosts alike', bytes: raw('GET /metrics', ['hOST: localhost']), status: 400, code: 'bad_host' },
  { name: 'no request line at all', bytes: 'nonsense\r\n\r\n', ...malformed },
  { name: 'a request line without a target', bytes: 'GET\r\n\r\n', ...malformed },
  {
    name: 'a request line without a version',
    bytes: 'GET /metrics\r\nHost: localhost\r\n\r\n',
    ...malformed,
  },
  { name: 'an absolute target without a host', bytes: raw('GET http://'), status: 400 },
  { name: 'a relative target', bytes: raw('GET metrics'), ...malformed },
  { name: 'an unknown method', bytes: raw('FETCH /metrics'), ...malformed },
  { name: 'another protocol', bytes: 'GET /metrics FTP/1.1\r\nHost: localhost\r\n\r\n', ...malformed },
  { name: 'a TLS handshake', bytes: Buffer.from('16030100c8010000c40303', 'hex'), ...malformed },
  { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ...malformed },
  { name: 'a header without a colon', bytes: raw('GET /metrics', ['nonsense']), ...malformed },
  {
    name: 'a header with a space before its colon',
    bytes: raw('GET /metrics', ['X-Name : x']),
    ...malformed,
  },
  { name: 'a header without a name', bytes: raw('GET /metrics', [': x']), ...malformed },
  { name: 'a header over two lines', bytes: raw('GET /metrics', ['X-Name: x', ' y']), ...malformed },
  { name: 'lines that end in LF alone', bytes: 'GET /metrics HTTP/1.1\nHost: localhost\n\n', ...malformed },
  { name: 'a header with a NUL', bytes: raw('GET /metrics', ['X-Name: \0']), ...malformed },
  { name: 'headers over 16 KB', bytes: oversized(16 * 1024), status: 431, code: 'headers_too_large' },
  { name: 'headers of 1 MB', bytes: oversized(1024 * 1024), status: 431, code: 'headers_too_large' },
  {
    name: 'a target over 16 KB',
    bytes: raw(`GET /${'x'.repeat(16 * 1024)}`),
    status: 431,
    code: 'headers_too_large',
  },
]);

describeRefusals('bodies whose length is unclear', [
  {
    name: 'a length and chunks',
    bytes: framed(['Content-Length: 2', CHUNKED], '2\r\n{}\r\n0\r\n\r\n'),
    ...malformed,
  },
  {
    name: 'chunks and a length',
    bytes: framed([CHUNKED, 'Content-Length: 2'], '2\r\n{}\r\n0\r\n\r\n'),
    ...malformed,
  },
  { name: 'two lengths', bytes: framed(['Content-Length: 2', 'Content-Length: 3'], '{} '), ...malformed },
  { name: 'a list of lengths', bytes: framed(['Content-Length: 2, 3'], '{} '), ...malformed },
  { name: 'a negative length', bytes: framed(['Content-Length: -2'], '{}'), ...malformed },
  { name: 'a length that is no number', bytes: framed(['Content-Length: two'], '{}'), ...malformed },
  { name: 'a length in hexadecimal', bytes: framed(['Content-Length: 0x2'], '{}'), ...malformed },
  { name: 'a length past 64 bits', bytes: framed([`Content-Length: ${'9'.repeat(30)}`], '{}'), ...malformed },
  { name: 'a chunk size that is no number', bytes: framed([CHUNKED], 'zz\r\n{}\r\n0\r\n\r\n'), ...malformed },
  { name: 'a negative chunk size', bytes: framed([CHUNKED], '-2\r\n{}\r\n0\r\n\r\n'), ...malformed },
  { name: 'a chunk longer than its size', bytes: framed([CHUNKED], '1\r\n{}\r\n0\r\n\r\n'), ...malformed },
  {
    name: 'chunks that are not encoded last',
    bytes: framed([`${CHUNKED}, gzip`], '0\r\n\r\n'),
    ...malformed,
  },
  { name: 'an unknown transfer encoding', bytes: framed(['Transfer-Encoding: zip'], '{}'), ...malformed },
]);

describeRefusals('requests that expect something', [
  { name: 'an unknown expectation', bytes: raw('GET /metrics?x=1', ['Expect: nonsense']), status: 417 },
  {
    name: 'too large a body that waits for 100 Continue',
    bytes: framed(['Expect: 100-continue', 'Content-Length: 655361'], ''),
    status: 413,
  },
  {
    name: 'text that waits for 100 Continue',
    bytes: raw('POST /orders', ['Content-Type: text/plain', 'Expect: 100-continue', 'Content-Length: 2']),
    status: 415,
  },
]);
