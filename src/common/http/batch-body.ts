import type { NextFunction, Request, Response } from 'express';
import {
  type BodyLimits,
  JSON_TYPE,
  MAX_JSON_DEPTH,
  hasBody,
  hasMediaType,
  readJson,
  unsupportedMediaType,
} from './json-body.js';
import { NDJSON_TYPE } from './ndjson.js';

/** An array around bodies that may be as deep as others. */
const LIMITS: BodyLimits = { maxBytes: 10 * 1024 * 1024, maxDepth: MAX_JSON_DEPTH + 1 };

/** Stands for a body that its route reads as it arrives. */
export const STREAMED_BODY = Symbol('streamed');

/** Reads a JSON body that may be large, and leaves NDJSON for its route to read. */
export async function readBatchBody(request: Request, response: Response, next: NextFunction): Promise<void> {
  if (hasMediaType(request, NDJSON_TYPE)) request.body = STREAMED_BODY;
  else if (hasBody(request)) {
    if (!hasMediaType(request, JSON_TYPE)) throw unsupportedMediaType(JSON_TYPE, NDJSON_TYPE);
    request.body = await readJson(request, response, LIMITS);
  }
  next();
}
