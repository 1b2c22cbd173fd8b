import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';
import { bodyTooLarge, readBytes } from './body-bytes.js';
import type { BodyRoom } from './body-room.js';
import { hasNoBytes, mayHaveBody } from './body-presence.js';
import { type JsonLimits, exceededLimit } from './json-scan.js';
import { LoopShare } from './loop-share.js';
import { hasMediaType, unsupportedMediaType } from './media-type.js';

export const JSON_TYPE = 'application/json';
/** Limits for the body of a single request: what a valid order needs, with room for invalid fields to report. */
export const JSON_LIMITS: JsonLimits = {
  depth: 32,
  rows: 2000,
  containers: 40,
  keys: 60,
  separators: 2000,
};
/** Enough for every valid order, however it is escaped: 100 KiB of item ids, up to six bytes for each byte. */
export const MAX_BODY_BYTES = 640 * 1024;
const RULES: BodyRules = { accepted: [JSON_TYPE], maxBytes: MAX_BODY_BYTES, limits: JSON_LIMITS };

/** Bytes to parse per turn of the event loop, which takes some milliseconds. A larger body gets a turn of its own. */
const TURN_BYTES = 1024 * 1024;
const share = new LoopShare(TURN_BYTES);

export interface BodyRules {
  /** The media types to name to the client in a 415. */
  readonly accepted: readonly string[];
  readonly maxBytes: number;
  readonly limits: JsonLimits;
}

const TOO_MANY = {
  containers: 'lists and objects',
  keys: 'keys',
  separators: 'values',
} as const;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body into `request.body`, unless a route has already read the body its own way. Headers are checked
 * before any byte is read, and a refused body is answered at once: Node discards the rest of it within the time limit
 * of the request.
 */
export function readJsonBody(room: BodyRoom): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (request.body === undefined) request.body = await readJson(request, response, RULES, room);
    next();
  };
}

/**
 * @returns undefined if there is no body, or if it was already read
 * @throws HttpProblem 415, 413 or 400
 */
export async function readJson(
  request: Request,
  response: Response,
  rules: BodyRules,
  room: BodyRoom,
): Promise<unknown> {
  const { accepted, maxBytes, limits } = rules;
  if (!mayHaveBody(request)) return undefined;
  if (!hasMediaType(request, JSON_TYPE)) {
    if (await hasNoBytes(request)) return undefined;
    throw unsupportedMediaType(accepted);
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
  continueIfAsked(request, response);
  const bytes = await readBytes(request, maxBytes, room.budgetFor(request));
  if (bytes.length === 0) return undefined;
  return parseJson(bytes, limits);
}

/** Sends `100 Continue` if the client waits for it. */
export function continueIfAsked(request: Request, response: Response): void {
  if (request.headers.expect && request.httpVersion === '1.1') response.writeContinue();
}

/**
 * Parses a JSON text at once, or in a later turn of the event loop if this turn has already parsed much.
 * @throws HttpProblem 400 whose code names the problem
 */
export async function parseJson(bytes: Buffer, limits: JsonLimits): Promise<unknown> {
  await share.enter(bytes.length);
  checkLimits(bytes, limits);
  if (bytes.length > TURN_BYTES) await share.enter(bytes.length);
  return parse(bytes);
}

function checkLimits(bytes: Buffer, limits: JsonLimits): void {
  const exceeded = exceededLimit(bytes, limits);
  if (exceeded === undefined) return;
  if (exceeded === 'depth') {
    throw new HttpProblem(400, 'json_too_deep', `JSON may be nested at most ${limits.depth} levels deep.`);
  }
  if (exceeded === 'rows') {
    const errors = [{ pointer: '', detail: `must have at most ${limits.rows} entries` }];
    throw new HttpProblem(400, 'validation_failed', 'The request is not valid.', { errors });
  }
  const where = limits.isPerRow && exceeded !== 'separators' ? ' in each row' : '';
  const detail = `JSON may have at most ${limits[exceeded]} ${TOO_MANY[exceeded]}${where}.`;
  throw new HttpProblem(400, 'json_too_large', detail);
}

function parse(bytes: Buffer): unknown {
  const text = decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpProblem(400, 'malformed_json', 'The body is not JSON.');
  }
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpProblem(400, 'invalid_utf8', 'The body is not UTF-8.');
  }
}
