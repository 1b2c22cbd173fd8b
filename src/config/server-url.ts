import { isIPv4, isIPv6 } from 'node:net';
import { problemsOfParameters, tlsOf } from './server-url-parameters.js';

/** Whatever is before the last `@` is somebody's name and password, whichever characters it has. */
const PARTS =
  /^(?<scheme>[a-z]+):\/\/((?<login>.*)@)?(?<host>\[[^\]]*\]|[^:/?#]*)(:(?<port>[^/?#]*))?(\/(?<database>[^?#]*))?(\?(?<query>[^#]*))?(?<rest>.*)$/;
const MAX_PORT = 65_535;

/** Parts of a URL by their names. */
interface Parts {
  readonly scheme: string;
  readonly login?: string;
  readonly host: string;
  readonly port?: string;
  readonly database?: string;
  readonly query?: string;
  readonly rest: string;
}

/** A problem of those whose condition holds. */
type Check = readonly [boolean, string];

/** All that is wrong with `scheme://user:password@host:port/database?parameters`. */
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
    [/[@/?#]/.test(login), 'must have @ / ? # in a user or a password as %40 %2F %3F %23'],
    [isBroken(login), 'must have % in a user or a password as %25'],
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
      'must name a host: by its name or address, one of IPv6 in brackets',
    ],
    [!isMany && !isPort, `must have a port from 1 to ${MAX_PORT}`],
  ];
}

function nameChecks({ database = '', rest }: Parts, url: string): Check[] {
  return [
    [/^(\.|%2e)*$/i.test(database), 'must name a database: host:port/database'],
    [database.includes('/'), 'must have a database without / in it (written as %2F)'],
    [isBroken(database), 'must have % in the name of a database as %25'],
    [rest !== '', 'must have no # in it'],
    [/\s/.test(url), 'must have no spaces in it (written as %20)'],
  ];
}

/** Its driver compares a certificate with names alone. */
function identityProblems({ scheme, host }: Parts, parameters: URLSearchParams): string[] {
  const isAddress = isIPv4(host) || host.startsWith('[');
  const isUnchecked = scheme === 'mysql' && isAddress && tlsOf(parameters) === 'verified';
  return isUnchecked
    ? ['must have the name of the host, not its address, for its certificate to be checked']
    : [];
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) && !host.includes('%');
  return /^[a-z\d_.-]+$/i.test(host);
}

/** Whether it cannot be read, or has a character that would end it early. */
function isBroken(text: string): boolean {
  try {
    return /\p{Cc}/u.test(decodeURIComponent(text));
  } catch {
    return true;
  }
}
