import { problemsOfServerUrl } from './server-url.js';
import { problemsOfFile } from './sqlite-file.js';

const SQLITE = 'sqlite:';
const SERVER = /^(postgres|postgresql|mysql):\/\//;
const FORMS = 'sqlite:<file>, or postgres:// or mysql:// and user:password@host:port/database';

/**
 * All that is wrong with a `DATABASE_URL`, each told so that it can be set right; empty if nothing is.
 * None of it repeats what may be part of a password.
 */
export function problemsOfDatabaseUrl(url: string): readonly string[] {
  if (/^["'`]|["'`]$/.test(url)) return ['must not stand in quotes'];
  if (/\p{Cc}/u.test(url)) return ['must have no line break or other control character in it'];
  if (url.startsWith(SQLITE)) return problemsOfFile(url.slice(SQLITE.length));
  if (SERVER.test(url)) return problemsOfServerUrl(url);
  const [scheme = ''] = /^[a-z]+:(\/\/)?/i.exec(url) ?? [];
  const small = scheme.toLowerCase();
  const isShouted = small !== scheme && (SERVER.test(small) || small.startsWith(SQLITE));
  return [isShouted ? `must have small letters in ${small}` : `must be ${FORMS}`];
}
