import type { NextFunction, Request, Response } from 'express';
import { type BodyRules, JSON_TYPE, MAX_JSON_DEPTH, readJson } from './json-body.js';
import { hasMediaType } from './media-type.js';
import { NDJSON_TYPE } from './ndjson.js';

/** An array around bodies that may be as deep as others. */
const RULES: BodyRules = {
  accepted: [JSON_TYPE, NDJSON_TYPE],
  maxBytes: 10 * 1024 * 1024,
  maxDepth: MAX_JSON_DEPTH + 1,
};

/** Stands for a body that its route reads as it arrives. */
export const STREAMED_BODY = Symbol('streamed');

/** Reads a JSON body that may be large, and leaves NDJSON for its route to read. */
export async function readBatchBody(request: Request, response: Response, next: NextFunction): Promise<void> {
  request.body = hasMediaType(request, NDJSON_TYPE)
    ? STREAMED_BODY
    : await readJson(request, response, RULES);
  next();
}
