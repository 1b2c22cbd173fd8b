import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';

/** Methods whose body means nothing (RFC 9110, section 9.3). */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** Lets a body pass that means nothing, however long the answer takes. */
export function ignoreBody(request: Request, _response: Response, next: NextFunction): void {
  if (WITHOUT_BODY.has(request.method) && declaresBody(request)) request.resume();
  next();
}

/** Whether there is a body to be read. One in chunks may still turn out to be empty. */
export function mayHaveBody(request: Request): boolean {
  return !WITHOUT_BODY.has(request.method) && !request.readableEnded && declaresBody(request);
}

/**
 * Whether a body of no use turns out to be none: Java's clients send one in chunks, without a chunk. Discards it.
 * @throws HttpProblem 400 if its client goes meanwhile
 */
export async function hasNoBytes(request: Request): Promise<boolean> {
  // Who declares a length, or waits to be asked, has something to send.
  if (request.headers['transfer-encoding'] === undefined || request.headers.expect) return false;
  const pieces = request.iterator({ destroyOnReturn: false });
  try {
    const { done } = await pieces.next();
    return done === true;
  } catch (error) {
    throw new HttpProblem(400, 'body_incomplete', 'The body did not arrive whole.', { cause: error });
  } finally {
    await pieces.return?.();
    request.resume();
  }
}

/** As RFC 9112, section 6.3, has it: by a length or an encoding. */
export function declaresBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
