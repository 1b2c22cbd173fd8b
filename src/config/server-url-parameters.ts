/** Whether a connection uses TLS, and whether the certificate of the server is verified (authority and host name). */
export type Tls = 'off' | 'unverified' | 'verified';

type Spellings = ReadonlyMap<string, Tls>;

/** The parameters as PostgreSQL and MySQL clients spell them. */
const POSTGRES: Spellings = new Map([
  ['ssl=true', 'verified'],
  ['ssl=false', 'off'],
  ['sslmode=disable', 'off'],
  ['sslmode=require', 'unverified'],
  ['sslmode=verify-full', 'verified'],
]);
const MYSQL: Spellings = new Map([
  ['ssl=true', 'verified'],
  ['ssl=false', 'off'],
  ['ssl-mode=DISABLED', 'off'],
  ['ssl-mode=REQUIRED', 'unverified'],
  ['ssl-mode=VERIFY_IDENTITY', 'verified'],
]);

const POSTGRES_CHOICE =
  'sslmode=disable, require (encrypts, checks no certificate) or verify-full (checks certificate and host name)';
const MYSQL_CHOICE =
  'ssl-mode=DISABLED, REQUIRED (encrypts, checks no certificate) or VERIFY_IDENTITY (checks certificate and host name)';

/** Accepted without effect: this service behaves like that anyway. */
const WITHOUT_EFFECT = new Set(['pgbouncer=true', 'uselibpqcompat=true']);

/** Alternatives to parameters of other clients. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/^channel_binding$/, 'instead of channel_binding write sslmode=verify-full, which verifies the server'],
  [/^(connection_?limit|pool_?size|max)$/i, 'connections are limited by DATABASE_POOL_SIZE'],
  [/^(connect_?timeout|pool_?timeout)$/i, 'connecting is limited by DATABASE_CONNECT_TIMEOUT_MS'],
  [/^(statement_?timeout|socket_?timeout)$/i, 'statements are limited by DATABASE_STATEMENT_TIMEOUT_MS'],
  [/^(schema|currentSchema|search_path)$/, 'set a schema by ALTER ROLE … SET search_path = …'],
  [/^options$/, 'set session options by ALTER ROLE … SET …'],
  [/^application_name$/, 'set application_name by the environment variable PGAPPNAME'],
  [/^(sslrootcert|ssl-?ca)$/, 'set your own certificate authority by NODE_EXTRA_CA_CERTS=<file>'],
  [/^ssl-?(cert|key|password)$/, 'client certificates are not supported'],
  [/^(charset|characterEncoding|useUnicode|collation)$/, 'leave the charset out: it is always UTF-8'],
  [/^allowPublicKeyRetrieval$/i, 'leave allowPublicKeyRetrieval out'],
  [/^(host|socket|socketPath|unix_socket)$/i, 'unix sockets are not supported: write host:port'],
  [/^(user|username|password|dbname|port)$/, 'write user:password@host:port/database before the ?'],
];

/** The TLS mode of a URL without problems. */
export function tlsOf(parameters: URLSearchParams): Tls {
  const spellings = [...parameters].map(([name, value]) => `${name}=${value}`);
  return spellings.map((text) => POSTGRES.get(text) ?? MYSQL.get(text)).find(Boolean) ?? 'off';
}

/** All problems of the parameters of a URL of this scheme. The texts do not repeat unknown parameters. */
export function problemsOfParameters(scheme: string, parameters: URLSearchParams): string[] {
  const [spellings, choice] = scheme === 'mysql' ? [MYSQL, MYSQL_CHOICE] : [POSTGRES, POSTGRES_CHOICE];
  const given = [...parameters].map(([name, value]) => ({ name, text: `${name}=${value}` }));
  const unknown = given.filter(({ text }) => !spellings.has(text) && !WITHOUT_EFFECT.has(text));
  const hints = unknown.map(({ name }) => INSTEAD.find(([pattern]) => pattern.test(name))?.[1]);
  const isToldTwice = given.filter(({ text }) => spellings.has(text)).length > 1;
  return [
    ...(isToldTwice ? ['must set TLS only once'] : []),
    ...(unknown.length > 0 ? [`must have no parameter but ${choice}, or ssl=true or false`] : []),
    ...new Set(hints.filter((hint) => hint !== undefined)),
  ];
}
