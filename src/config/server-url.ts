import { isIPv4, isIPv6 } from 'node:net';
import { problemsOfParameters, tlsOf } from './server-url-parameters.js';

/** Everything before the last `@` is user and password, whichever characters they contain. */
const PARTS =
  /^(?<scheme>[a-z]+):\/\/((?<login>.*)@)?(?<host>\[[^\]]*\]|[^:/?#]*)(:(?<port>[^/?#]*))?(\/(?<database>[^?#]*))?(\?(?<query>[^#]*))?(?<rest>.*)$/;
const MAX_PORT = 65_535;

/** The named parts of a URL. */
interface Parts {
  readonly scheme: string;
  readonly login?: string;
  readonly host: string;
  readonly port?: string;
  readonly database?: string;
  readonly query?: string;
  readonly rest: string;
}

/** A condition, and the problem to report if it holds. */
type Check = readonly [boolean, string];

/** All problems of `scheme://user:password@host:port/database?parameters`. */
export function problemsOfServerUrl(url: string): string[] {
  const parts = PARTS.exec(url)?.groups as Parts | undefined;
  if (!parts) return ['must be scheme://user:password@host:port/database'];
  const parameters = new URLSearchParams(parts.query);
  const checks = [...loginChecks(parts), ...placeChecks(parts), ...nameChecks(parts, url)];
  const problems = checks.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
  return [
    ...problems,
    ...problemsOfParameters(parts.scheme, parameters),
    ...identityProblems(parts, parameters),
  ];
}

function loginChecks({ login = '' }: Parts): Check[] {
  const [user = ''] = login.split(':');
  return [
    [user === '', 'must name a user: user:password@host'],
    [/[@/?#]/.test(login), 'must write @ / ? # in a user or password as %40 %2F %3F %23'],
    [isBroken(login), 'must write % in a user or password as %25'],
  ];
}

function placeChecks({ host, port }: Parts): Check[] {
  const isSocket = /%2f/i.test(host);
  const isMany = (host + (port ?? '')).includes(',');
  const isPort =
    port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= MAX_PORT);
  return [
    [isSocket, 'must name a host: unix sockets are not supported'],
    [isMany, 'must name one host'],
    [
      !isSocket && !isMany && !isHost(host),
      'must name a host: by its name or address, an IPv6 address in brackets',
    ],
    [!isMany && !isPort, `must have a port from 1 to ${MAX_PORT}`],
  ];
}

function nameChecks({ database = '', rest }: Parts, url: string): Check[] {
  return [
    [/^(\.|%2e)*$/i.test(database), 'must name a database: host:port/database'],
    [database.includes('/'), 'must have no / in the database name (write %2F)'],
    [isBroken(database), 'must write % in the database name as %25'],
    [rest !== '', 'must have no # in it'],
    [/\s/.test(url), 'must have no spaces in it (write %20)'],
  ];
}

/** The MySQL driver matches certificates against host names only. */
function identityProblems({ scheme, host }: Parts, parameters: URLSearchParams): string[] {
  const isAddress = isIPv4(host) || host.startsWith('[');
  const isUnchecked = scheme === 'mysql' && isAddress && tlsOf(parameters) === 'verified';
  return isUnchecked
    ? ['must have the name of the host, not its address: certificates are checked against names only']
    : [];
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) && !host.includes('%');
  return /^[a-z\d_.-]+$/i.test(host);
}

/** Whether the text has an invalid percent-encoding or a control character. */
function isBroken(text: string): boolean {
  try {
    return /\p{Cc}/u.test(decodeURIComponent(text));
  } catch {
    return true;
  }
}
