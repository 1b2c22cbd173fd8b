import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../domain-error.js';

/** Exactly one `Host` (RFC 9112, section 3.2): two of them are how requests are smuggled. */
export function requireOneHost(request: Request, _response: Response, next: NextFunction): void {
  const hosts = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
  ).length;
  const isMissing = hosts === 0 && request.httpVersion !== '1.0';
  if (hosts > 1 || isMissing) {
    throw new DomainError(400, 'bad_host', 'The request needs exactly one Host header.');
  }
  next();
}

const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u;

/** Refuses paths that do not decode, hold control characters, or climb (`..`), before a route sees them. */
export function requireCleanPath(request: Request, _response: Response, next: NextFunction): void {
  const path = decode(request.path);
  const climbs = path?.split('/').some((segment) => segment === '.' || segment === '..');
  if (path === undefined || climbs || CONTROL_OR_BACKSLASH.test(path)) {
    throw new DomainError(400, 'bad_path', 'The path is not valid.');
  }
  next();
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
