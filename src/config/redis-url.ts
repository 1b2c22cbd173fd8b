const FORM =
  'must be redis://user:password@host:port/database, or rediss:// for TLS, special characters in user and password as %XX; a unix socket cannot be used';
const SCHEME = /^rediss?:\/\/[^\s?#]+$/;
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)$/i;
const DATABASE = /^\/?(0|[1-9]\d{0,9})?$/;
const MAX_DATABASE = 2 ** 31 - 1;

/** What is wrong with a `REDIS_URL`, as far as its text tells: whether there is such a database Redis has to say. */
export function problemsOfRedisUrl(text: string): readonly string[] {
  const problem = findProblem(text);
  return problem === undefined ? [] : [problem];
}

function findProblem(text: string): string | undefined {
  if (/[?#]/.test(text)) return `${FORM}; it takes no query`;
  const url = SCHEME.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !HOST.test(url.hostname)) return FORM;
  if (url.port === '0') return 'must have a port from 1 to 65535';
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return 'must have each % of user and password written as %25';
  if (!isDatabase(url.pathname)) return 'must end with the number of a database, such as /0, or without';
  return undefined;
}

function isDatabase(path: string): boolean {
  return DATABASE.test(path) && Number(path.slice(1)) <= MAX_DATABASE;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
