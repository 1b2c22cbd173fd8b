import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';
import { isProbe } from './probes-only.js';

/** A name or an address, in front of a port or none. */
const HOST = /^(?<name>\[[^\]]*\]|[^:]*)(?::\d*)?$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Serves requests for these hosts only: a page whose name leads here (DNS rebinding) would else be taken for the
 * service's own. Probes ask by the address of the day.
 * @param names in lower case
 */
export function serveHosts(
  names: readonly string[],
): (request: Request, _: Response, next: NextFunction) => void {
  const allowed = new Set(names);
  return (request, _response, next) => {
    const { host } = request.headers;
    // HTTP/1.0 may do without; no browser does.
    const name = host === undefined ? undefined : (HOST.exec(host)?.groups?.['name'] ?? '').toLowerCase();
    const isServed = name === undefined || LOOPBACK.test(name) || allowed.has(name) || isProbe(request);
    if (!isServed)
      throw new HttpProblem(421, 'unknown_host', 'This is not a host of the service; see ALLOWED_HOSTS.');
    next();
  };
}
