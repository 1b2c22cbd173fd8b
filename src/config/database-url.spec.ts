import { describe, expect, it } from '@jest/globals';
import { problemsOfDatabaseUrl } from './database-url.js';

const TLS = 'must have no parameter but sslmode=disable, require';

describe('DATABASE_URL', () => {
  it.each([
    'sqlite:data/orders.db',
    'sqlite:/srv/orders.db',
    'sqlite:./a b.db',
    'sqlite:C:/data/orders.db',
    'sqlite:C:\\data\\orders.db',
    'sqlite:data/100%.db',
    'sqlite:data/%7E#1.db',
    'postgres://me@host/db',
    'postgresql://me:a%2Fb%40c@db.internal:1/db',
    'postgres://me:pa:ss!$&*()@host_1:65535/my%20db',
    'postgres://me@[::1]:5432/db?ssl=true',
    'postgres://me@127.0.0.1/db?sslmode=verify-full',
    'postgres://me@host/db?pgbouncer=true&sslmode=require&uselibpqcompat=true',
    'postgres://me@host/db?sslmode=disable',
    'mysql://me:ü@host/db?ssl-mode=VERIFY_IDENTITY',
    'mysql://me@10.0.0.1/db?ssl-mode=REQUIRED',
    'mysql://me@host/db?ssl=false',
  ])('may be %s', (url) => {
    expect(problemsOfDatabaseUrl(url)).toEqual([]);
  });

  it.each([
    ['sqlite:', ['must name a file: ']],
    ['sqlite://data/x.db', ['must not begin with sqlite://']],
    ['sqlite:///data/x.db', ['must not begin with sqlite://']],
    ['sqlite:~/x.db', ['must have no ~']],
    ['sqlite:$HOME/x.db', ['must have no $']],
    ['sqlite:/home/${USER}/x.db', ['must have no $']],
    ['sqlite:file:/x.db', ['must be a path']],
    ['sqlite::memory:', ['must name a file: orders in memory']],
    ['sqlite:x.db?mode=ro', ['must have no ?']],
    ['sqlite:data/', ['must name a file, not a directory']],
    ['sqlite:..', ['must name a file, not a directory']],
    ['sqlite: x.db', ['must have no space after']],
    ['"sqlite:x.db"', ['must not be in quotes']],
    ['sqlite:a\nb.db', ['must have no line break']],
    ['./data/x.db', ['must be sqlite:<file>, or postgres://']],
    ['sqlite3:x.db', ['must be sqlite:<file>, or postgres://']],
    ['jdbc:postgresql://host/db', ['must be sqlite:<file>, or postgres://']],
    ['POSTGRES://me@host/db', ['must be lower case: postgres://']],
    ['SQLite:x.db', ['must be lower case: sqlite:']],
    ["'postgres://me@host/db'", ['must not be in quotes']],
  ])('may not be %s', expectProblems);

  it.each([
    ['postgres://host/db', ['must name a user']],
    ['postgres://:pw@host/db', ['must name a user']],
    ['postgres://me@host', ['must name a database']],
    ['postgres://me@host/', ['must name a database']],
    ['postgres://me@host/..', ['must name a database']],
    ['mysql://me@host/a/b', ['must have no / in the database name']],
    ['postgres://me:50%off@host/db', ['must write % in a user or password']],
    ['postgres://me:%FF@host/db', ['must write % in a user or password']],
    ['postgres://me:%00@host/db', ['must write % in a user or password']],
    ['postgres://me@host/d%b', ['must write % in the database name']],
    ['postgres://me:pa/ss@host/db', ['must write @ / ? # in a user']],
    ['postgres://me:pa?ss@host/db', ['must write @ / ? # in a user']],
    ['postgres://me:pa#ss@host/db', ['must write @ / ? # in a user']],
    ['postgres://me:pa@ss@host/db', ['must write @ / ? # in a user']],
    ['postgres://me:pa ss@host/db', ['must have no spaces']],
    ['postgres://me@host/db#top', ['must have no #']],
    ['postgres://me@host:0/db', ['must have a port from 1 to 65535']],
    ['postgres://me@host:99999/db', ['must have a port from 1 to 65535']],
    ['postgres://me@host:5432x/db', ['must have a port from 1 to 65535']],
    ['postgres://me@host:/db', ['must have a port from 1 to 65535']],
    ['postgres://me@/db', ['must name a host: by its name']],
    ['postgres://me@::1/db', ['must name a host: by its name', 'must have a port']],
    ['postgres://me@[::g]/db', ['must name a host: by its name']],
    ['postgres://me@ho%73t/db', ['must name a host: by its name']],
    ['postgres://me@a:1,b:2/db', ['must name one host']],
    ['postgres://me@%2Fvar%2Frun%2Fpostgresql/db', ['must name a host: unix sockets are not supported']],
    [
      'postgres:///db?host=/var/run/postgresql',
      ['must name a user', 'must name a host', TLS, 'unix sockets'],
    ],
    [
      'mysql://me@localhost/db?socketPath=/run/my.sock',
      ['must have no parameter but ssl-mode=', 'unix sockets'],
    ],
    ['mysql://me@10.0.0.1/db?ssl=true', ['must have the name of the host']],
    ['mysql://me@[::1]/db?ssl-mode=VERIFY_IDENTITY', ['must have the name of the host']],
  ])('may not be %s', expectProblems);

  it.each([
    ['sslmode=prefer', [TLS]],
    ['sslmode=allow', [TLS]],
    ['sslmode=verify-ca', [TLS]],
    ['sslmode=', [TLS]],
    ['ssl=1', [TLS]],
    ['ssl-mode=REQUIRED', [TLS]],
    ['constructor=x', [TLS]],
    ['sslmode=require&ssl=false', ['must set TLS only once']],
    ['sslmode=require&sslmode=disable', ['must set TLS only once']],
    [
      'sslmode=require&channel_binding=require',
      [TLS, 'instead of channel_binding write sslmode=verify-full'],
    ],
    [
      'connection_limit=5&connectTimeout=3',
      [TLS, 'connections are limited by DATABASE_POOL_SIZE', 'connecting is'],
    ],
    ['statement_timeout=5', [TLS, 'statements are limited by DATABASE_STATEMENT_TIMEOUT_MS']],
    ['schema=shop', [TLS, 'set a schema by ALTER ROLE']],
    ['options=-c%20x=1', [TLS, 'set session options by ALTER ROLE']],
    ['application_name=shop', [TLS, 'set application_name by the environment variable PGAPPNAME']],
    ['sslrootcert=ca.pem', [TLS, 'set your own certificate authority by NODE_EXTRA_CA_CERTS']],
    ['charset=utf8', [TLS, 'leave the charset out']],
    ['allowPublicKeyRetrieval=true', [TLS, 'leave allowPublicKeyRetrieval out']],
    ['password=x', [TLS, 'write user:password@host:port/database']],
  ])('may not have the parameters %s', (parameters, beginnings) => {
    expectProblems(`postgres://me@host/db?${parameters}`, beginnings);
  });
});

function expectProblems(url: string, beginnings: readonly string[]): void {
  const problems = problemsOfDatabaseUrl(url);
  expect(problems).toEqual(beginnings.map((beginning) => expect.stringContaining(beginning)));
}
