import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';

const PROBES = /^\/(health\/(live|ready)|metrics)\/?$/;

/** Whether the request is for health or metrics, as monitoring sends it. */
export function isProbe({ path }: Request): boolean {
  return PROBES.test(path);
}

/** For an instance that serves no clients. */
export function probesOnly(request: Request, _response: Response, next: NextFunction): void {
  if (!isProbe(request)) throw new HttpProblem(404, 'not_found', 'This instance only processes orders.');
  next();
}
