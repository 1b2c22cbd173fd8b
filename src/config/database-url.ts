import { problemsOfServerUrl } from './server-url.js';
import { problemsOfFile } from './sqlite-file.js';

const SQLITE = 'sqlite:';
const SERVER = /^(postgres|postgresql|mysql):\/\//;
const FORMS = 'sqlite:<file>, or postgres:// or mysql:// and user:password@host:port/database';

/**
 * All problems of a `DATABASE_URL`, each with its remedy; empty if there are none.
 * No problem text repeats a part of the URL that may belong to a password.
 */
export function problemsOfDatabaseUrl(url: string): readonly string[] {
  if (/^["'`]|["'`]$/.test(url)) return ['must not be in quotes'];
  if (/\p{Cc}/u.test(url)) return ['must have no line break or other control character in it'];
  if (url.startsWith(SQLITE)) return problemsOfFile(url.slice(SQLITE.length));
  if (SERVER.test(url)) return problemsOfServerUrl(url);
  const [scheme = ''] = /^[a-z]+:(\/\/)?/i.exec(url) ?? [];
  const small = scheme.toLowerCase();
  const hasUpperCase = small !== scheme && (SERVER.test(small) || small.startsWith(SQLITE));
  return [hasUpperCase ? `must be lower case: ${small}` : `must be ${FORMS}`];
}
