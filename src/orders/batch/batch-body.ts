import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { BodyRoom } from '../../http/body/body-room.js';
import { type BodyRules, JSON_LIMITS, JSON_TYPE, readJson } from '../../http/body/json-body.js';
import { hasMediaType } from '../../http/body/media-type.js';
import { NDJSON_TYPE } from '../../http/streaming/ndjson.js';

/** How many rows an array may have. */
export const MAX_ROWS = 1000;

/** An array around bodies that may be as deep as others. */
const RULES: BodyRules = {
  accepted: [JSON_TYPE, NDJSON_TYPE],
  maxBytes: 10 * 1024 * 1024,
  limits: {
    depth: JSON_LIMITS.depth + 1,
    rows: MAX_ROWS,
    isPerRow: true,
    // With the list around it.
    containers: JSON_LIMITS.containers + 1,
    keys: JSON_LIMITS.keys,
    separators: MAX_ROWS * JSON_LIMITS.separators,
  },
};

/** Stands for a body that its route reads as it arrives. */
export const STREAMED_BODY = Symbol('streamed');

/** Reads a JSON body that may be large, and leaves NDJSON for its route to read. */
export function readBatchBody(room: BodyRoom): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    request.body = hasMediaType(request, NDJSON_TYPE)
      ? STREAMED_BODY
      : await readJson(request, response, RULES, room);
    next();
  };
}
