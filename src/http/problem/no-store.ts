import type { NextFunction, Request, Response } from 'express';

/** Orders change and are not public: no cache may keep a response or an error. */
export const NO_STORE = { 'Cache-Control': 'no-store' };

/** Sets the header for all later handlers. */
export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.set(NO_STORE);
  next();
}
