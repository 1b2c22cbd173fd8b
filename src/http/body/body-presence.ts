import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';

/** Methods whose body has no meaning (RFC 9110, section 9.3). */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** Discards a body without meaning, so that it arrives while the request is still being answered. */
export function ignoreBody(request: Request, _response: Response, next: NextFunction): void {
  if (WITHOUT_BODY.has(request.method) && declaresBody(request)) request.resume();
  next();
}

/** Whether there is a body to read. A chunked body may still turn out to be empty. */
export function mayHaveBody(request: Request): boolean {
  return !WITHOUT_BODY.has(request.method) && !request.readableEnded && declaresBody(request);
}

/**
 * Whether a body of an unsupported type is empty: Java clients send a chunked body without a chunk. Discards the body.
 * @throws HttpProblem 400 if the client disconnects meanwhile
 */
export async function hasNoBytes(request: Request): Promise<boolean> {
  // A client that declares a length, or sends `Expect`, has a body to send.
  if (request.headers['transfer-encoding'] === undefined || request.headers.expect) return false;
  const pieces = request.iterator({ destroyOnReturn: false });
  try {
    const { done } = await pieces.next();
    return done === true;
  } catch (error) {
    throw new HttpProblem(400, 'body_incomplete', 'The body is incomplete.', { cause: error });
  } finally {
    await pieces.return?.();
    request.resume();
  }
}

/** A length or a transfer encoding declares a body (RFC 9112, section 6.3). */
export function declaresBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
