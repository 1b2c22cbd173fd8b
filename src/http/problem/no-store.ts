import type { NextFunction, Request, Response } from 'express';

/** Orders change, and are not for everybody: no cache may keep an answer, nor a refusal. */
export const NO_STORE = { 'Cache-Control': 'no-store' };

/** For all that is answered behind it. */
export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.set(NO_STORE);
  next();
}
