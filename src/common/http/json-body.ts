import { MIMEType } from 'node:util';
import type { NextFunction, Request, Response } from 'express';
import getRawBody from 'raw-body';
import { DomainError } from '../domain-error.js';
import { isDeeperThan } from './json-depth.js';

const MAX_BODY_BYTES = 100 * 1024;
const MAX_JSON_DEPTH = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body into `request.body`. All that the headers tell is judged before a byte is read, and a refused
 * body is answered at once: Node discards the rest of it within the request's time limit.
 */
export async function readJsonBody(request: Request, response: Response, next: NextFunction): Promise<void> {
  if (!hasBody(request)) {
    next();
    return;
  }
  requireJson(request);
  requireSmall(Number(request.headers['content-length'] ?? 0));
  if (request.headers.expect && request.httpVersion === '1.1') response.writeContinue();
  request.body = parse(await readBytes(request));
  next();
}

/** As RFC 9112, section 6.3, has it: a request has a body if it declares a length or an encoding. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function requireJson({ headers }: Request): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!isJson(headers['content-type'] ?? '') || encoding !== 'identity') {
    throw new DomainError(
      415,
      'unsupported_media_type',
      'The body must be application/json in UTF-8, uncompressed.',
      {
        headers: { Accept: 'application/json' },
      },
    );
  }
}

function isJson(contentType: string): boolean {
  try {
    const type = new MIMEType(contentType);
    return (
      type.essence === 'application/json' && (type.params.get('charset') ?? 'utf-8').toLowerCase() === 'utf-8'
    );
  } catch {
    return false;
  }
}

function requireSmall(bytes: number): void {
  if (bytes > MAX_BODY_BYTES) throw bodyTooLarge();
}

async function readBytes(request: Request): Promise<Buffer> {
  try {
    return await getRawBody(request, { limit: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'entity.too.large') throw bodyTooLarge();
    throw new DomainError(400, 'body_incomplete', 'The body did not arrive whole.', { cause: error });
  }
}

function bodyTooLarge(): DomainError {
  return new DomainError(413, 'body_too_large', `The body may have at most ${MAX_BODY_BYTES} bytes.`);
}

function parse(bytes: Buffer): unknown {
  if (isDeeperThan(MAX_JSON_DEPTH, bytes)) {
    throw new DomainError(400, 'json_too_deep', `JSON may be nested at most ${MAX_JSON_DEPTH} levels deep.`);
  }
  const text = decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DomainError(400, 'malformed_json', 'The body is not JSON.');
  }
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new DomainError(400, 'invalid_utf8', 'The body is not UTF-8.');
  }
}
