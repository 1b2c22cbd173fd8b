import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../domain-error.js';

const PROBES = /^\/(health\/(live|ready)|metrics)\/?$/;

/** For an instance that takes no requests of clients. */
export function probesOnly({ path }: Request, _response: Response, next: NextFunction): void {
  if (!PROBES.test(path)) throw new DomainError(404, 'not_found', 'This instance only processes orders.');
  next();
}
