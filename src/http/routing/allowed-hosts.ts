import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';
import { isProbe } from './probes-only.js';

/** A name or an address, with or without a port. */
const HOST = /^(?<name>\[[^\]]*\]|[^:]*)(?::\d*)?$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Serves requests for these hosts only: DNS rebinding could else let a foreign page pass for the service's own. Probes
 * are served for every host, since they use changing addresses.
 * @param names in lower case
 */
export function serveHosts(
  names: readonly string[],
): (request: Request, _: Response, next: NextFunction) => void {
  const allowed = new Set(names);
  return (request, _response, next) => {
    const { host } = request.headers;
    // HTTP/1.0 clients may omit the header; browsers always send it.
    const name = host === undefined ? undefined : (HOST.exec(host)?.groups?.['name'] ?? '').toLowerCase();
    const isServed = name === undefined || LOOPBACK.test(name) || allowed.has(name) || isProbe(request);
    if (!isServed)
      throw new HttpProblem(421, 'unknown_host', 'The service does not serve this host; see ALLOWED_HOSTS.');
    next();
  };
}
