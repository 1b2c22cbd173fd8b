import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { BodyRoom } from '../../http/body/body-room.js';
import { type BodyRules, JSON_LIMITS, JSON_TYPE, readJson } from '../../http/body/json-body.js';
import { hasMediaType } from '../../http/body/media-type.js';
import { NDJSON_TYPE } from '../../http/streaming/ndjson.js';

/** Maximum rows of an array. */
export const MAX_ROWS = 1000;

/** An array of order bodies, each with the limits of a single one. */
const RULES: BodyRules = {
  accepted: [JSON_TYPE, NDJSON_TYPE],
  maxBytes: 10 * 1024 * 1024,
  limits: {
    depth: JSON_LIMITS.depth + 1,
    rows: MAX_ROWS,
    isPerRow: true,
    // One more for the array itself.
    containers: JSON_LIMITS.containers + 1,
    keys: JSON_LIMITS.keys,
    separators: MAX_ROWS * JSON_LIMITS.separators,
  },
};

/** Placeholder for a body that the route reads as a stream. */
export const STREAMED_BODY = Symbol('streamed');

/** Reads a JSON body, which may be large; leaves an NDJSON body unread for the route. */
export function readBatchBody(room: BodyRoom): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    request.body = hasMediaType(request, NDJSON_TYPE)
      ? STREAMED_BODY
      : await readJson(request, response, RULES, room);
    next();
  };
}
