import type { NextFunction, Request, Response } from 'express';
import getRawBody from 'raw-body';
import { DomainError } from '../domain-error.js';
import { hasNoBytes, mayHaveBody } from './body-presence.js';
import { isDeeperThan } from './json-depth.js';
import { hasMediaType, unsupportedMediaType } from './media-type.js';

export const JSON_TYPE = 'application/json';
export const MAX_JSON_DEPTH = 32;
const RULES: BodyRules = { accepted: [JSON_TYPE], maxBytes: 100 * 1024, maxDepth: MAX_JSON_DEPTH };

export interface BodyRules {
  /** The media types that a client is told of. */
  readonly accepted: readonly string[];
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
  if (request.body === undefined) request.body = await readJson(request, response, RULES);
  next();
}

/**
 * @returns undefined if there is no body, or none that has not been read
 * @throws DomainError 415, 413 or 400
 */
export async function readJson(request: Request, response: Response, rules: BodyRules): Promise<unknown> {
  const { accepted, maxBytes, maxDepth } = rules;
  if (!mayHaveBody(request)) return undefined;
  if (!hasMediaType(request, JSON_TYPE)) {
    if (await hasNoBytes(request)) return undefined;
    throw unsupportedMediaType(accepted);
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
  continueIfAsked(request, response);
  const bytes = await readBytes(request, maxBytes);
  return bytes.length > 0 ? parseJson(bytes, maxDepth) : undefined;
}

/** Asks for the body if the client waits to be asked. */
export function continueIfAsked(request: Request, response: Response): void {
  if (request.headers.expect && request.httpVersion === '1.1') response.writeContinue();
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
