import { MIMEType } from 'node:util';
import type { Request } from 'express';
import { HttpProblem } from '../problem/http-problem.js';

/** Names that clients use for UTF-8, and ASCII, which is a subset. */
const CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii']);
/** Values that clients use for an uncompressed body. Some wrongly send the charset. */
const NO_CODINGS = new Set(['', 'identity', 'utf-8', 'utf8']);

/** Whether the body is of this type, in UTF-8 and uncompressed. */
export function hasMediaType({ headers }: Request, essence: string): boolean {
  return (
    isUncompressed(headers['content-encoding'] ?? '') && isOfType(headers['content-type'] ?? '', essence)
  );
}

export function unsupportedMediaType(accepted: readonly string[]): HttpProblem {
  const detail = `The body must be ${accepted.join(' or ')} in UTF-8, uncompressed.`;
  return new HttpProblem(415, 'unsupported_media_type', detail, {
    headers: { Accept: accepted.join(', ') },
  });
}

function isUncompressed(codings: string): boolean {
  return codings.split(',').every((coding) => NO_CODINGS.has(coding.trim().toLowerCase()));
}

function isOfType(contentType: string, essence: string): boolean {
  try {
    const type = new MIMEType(contentType);
    return type.essence === essence && CHARSETS.has(charsetOf(type));
  } catch {
    return false;
  }
}

/** Some clients put the charset in single quotes, which have no meaning in HTTP. */
function charsetOf({ params }: MIMEType): string {
  const charset = params.get('charset') ?? 'utf-8';
  return charset.toLowerCase().replace(/^'(.*)'$/, '$1');
}
