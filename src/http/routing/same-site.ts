import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';

/** Methods that change nothing. What they answer a browser keeps from pages of other sites. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a browser says of requests that no other site has made (Fetch Metadata). */
const OWN = new Set(['same-origin', 'none']);

/**
 * Refuses what pages of other sites would change through a browser. Clients that are no browsers send neither header.
 * @param origins that may
 */
export function refuseCrossSite(
  origins: readonly string[],
): (request: Request, _: Response, next: NextFunction) => void {
  const allowed = new Set(origins);
  return (request, _response, next) => {
    if (!SAFE.has(request.method) && isForeign(request) && !allowed.has(request.headers.origin ?? '')) {
      throw new HttpProblem(403, 'cross_site', 'Pages of this origin may not do that; see CORS_ORIGINS.');
    }
    next();
  };
}

function isForeign({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return !OWN.has(site);
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}
