import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';

/** Methods that change nothing. Browsers hide their responses from pages of other sites. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Values of `Sec-Fetch-Site` for requests that no other site has made (Fetch Metadata). */
const OWN = new Set(['same-origin', 'none']);

/**
 * Refuses changes that pages of other sites request through a browser. Clients other than browsers send neither
 * `Sec-Fetch-Site` nor `Origin`.
 * @param origins may make changes
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
