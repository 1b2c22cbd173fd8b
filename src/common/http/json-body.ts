import { MIMEType } from 'node:util';
import type { NextFunction, Request, Response } from 'express';
import getRawBody from 'raw-body';
import { DomainError } from '../domain-error.js';
import { isDeeperThan } from './json-depth.js';

export const JSON_TYPE = 'application/json';
export const MAX_JSON_DEPTH = 32;
const LIMITS: BodyLimits = { maxBytes: 100 * 1024, maxDepth: MAX_JSON_DEPTH };

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body into `request.body`, unless a route of its own kind has done so. All that the headers tell is
 * judged before a byte is read, and a refused body is answered at once: Node discards the rest of it within the
 * request's time limit.
 */
export async function readJsonBody(request: Request, response: Response, next: NextFunction): Promise<void> {
  if (request.body === undefined && hasBody(request)) {
    if (!hasMediaType(request, JSON_TYPE)) throw unsupportedMediaType(JSON_TYPE);
    request.body = await readJson(request, response, LIMITS);
  }
  next();
}

/** @throws DomainError 413 or 400 */
export async function readJson(request: Request, response: Response, limits: BodyLimits): Promise<unknown> {
  const { maxBytes, maxDepth } = limits;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
  continueIfAsked(request, response);
  return parseJson(await readBytes(request, maxBytes), maxDepth);
}

/** Asks for the body if the client waits to be asked. */
export function continueIfAsked(request: Request, response: Response): void {
  if (request.headers.expect && request.httpVersion === '1.1') response.writeContinue();
}

/** As RFC 9112, section 6.3, has it: a request has a body if it declares a length or an encoding. */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Whether the body is of this type, in UTF-8 and uncompressed. */
export function hasMediaType({ headers }: Request, essence: string): boolean {
  const encoding = headers['content-encoding'] ?? 'identity';
  return encoding === 'identity' && isOfType(headers['content-type'] ?? '', essence);
}

function isOfType(contentType: string, essence: string): boolean {
  try {
    const type = new MIMEType(contentType);
    return type.essence === essence && (type.params.get('charset') ?? 'utf-8').toLowerCase() === 'utf-8';
  } catch {
    return false;
  }
}

export function unsupportedMediaType(...accepted: readonly string[]): DomainError {
  const detail = `The body must be ${accepted.join(' or ')} in UTF-8, uncompressed.`;
  return new DomainError(415, 'unsupported_media_type', detail, {
    headers: { Accept: accepted.join(', ') },
  });
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  try {
    return await getRawBody(request, { limit: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'entity.too.large')
      throw bodyTooLarge(maxBytes);
    throw new DomainError(400, 'body_incomplete', 'The body did not arrive whole.', { cause: error });
  }
}

function bodyTooLarge(maxBytes: number): DomainError {
  return new DomainError(413, 'body_too_large', `The body may have at most ${maxBytes} bytes.`);
}

/** @throws DomainError 400 whose code tells what is wrong */
export function parseJson(bytes: Buffer, maxDepth: number): unknown {
  if (isDeeperThan(maxDepth, bytes)) {
    throw new DomainError(400, 'json_too_deep', `JSON may be nested at most ${maxDepth} levels deep.`);
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
