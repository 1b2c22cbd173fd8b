const FORM =
  'must be redis://user:password@host:port/database, or rediss:// for TLS, with special characters in user and password as %XX; unix sockets are not supported';
const SCHEME = /^rediss?:\/\/[^\s?#]+$/;
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)$/i;
const DATABASE = /^\/?(0|[1-9]\d{0,9})?$/;
const MAX_DATABASE = 2 ** 31 - 1;

/** Problems of a `REDIS_URL` that can be found without connecting. Only Redis knows whether the database number exists. */
export function problemsOfRedisUrl(text: string): readonly string[] {
  const problem = findProblem(text);
  return problem === undefined ? [] : [problem];
}

function findProblem(text: string): string | undefined {
  if (/[?#]/.test(text)) return `${FORM}; query parameters are not supported`;
  const url = SCHEME.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !HOST.test(url.hostname)) return FORM;
  if (url.port === '0') return 'must have a port from 1 to 65535';
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return 'must write each % of user and password as %25';
  if (!isDatabase(url.pathname)) return 'must end with the number of a database, such as /0, or omit it';
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
