import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../problem/http-problem.js';

/** The characters of a host and a port (RFC 3986, section 3.2). */
const HOST = /^[\w.~%!$&'()*+,;=:[\]-]*$/;
/** A path, or a whole URL as it is sent to proxies (RFC 9112, section 3.2). */
const TARGET = /^(?:https?:\/\/[^/?#]+)?(\/[^?#]*)/i;
const CONTROL = /\p{Cc}/u;

/** Checks the request line and headers for problems that Node lets pass. */
export function findHeadProblem(request: IncomingMessage): HttpProblem | undefined {
  const { httpVersion } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return new HttpProblem(400, 'malformed_request', 'This is not a well-formed HTTP/1.1 request.');
  }
  if (!hasOneHost(request)) {
    return new HttpProblem(400, 'bad_host', 'The request needs exactly one Host header.');
  }
  if (!canDecode(request.url ?? '')) {
    return new HttpProblem(400, 'bad_path', 'The address is not percent-encoded UTF-8.');
  }
  if (request.url?.includes('#')) {
    return new HttpProblem(400, 'bad_path', 'A # in an address must be written as %23.');
  }
  if (!isCleanPath(TARGET.exec(request.url ?? '')?.[1])) {
    return new HttpProblem(400, 'bad_path', 'The path is not valid.');
  }
  return undefined;
}

/** Two Host headers allow request smuggling. HTTP/1.0 requests may have none. */
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
  );
  const isOptional = httpVersion === '1.0';
  return hosts.length <= 1 && (hosts.length === 1 || isOptional) && hosts.every((host) => HOST.test(host));
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a path has no control characters, no backslash (which some take for a slash) and no `..`. */
function isCleanPath(path = ''): boolean {
  return path.startsWith('/') && !path.includes('\\') && path.split('/').every(isCleanSegment);
}

/** Percent-encoded characters, even a slash, are part of a name. */
function isCleanSegment(segment: string): boolean {
  const name = decodeURIComponent(segment);
  return name !== '.' && name !== '..' && !CONTROL.test(name);
}
