import { type Tls, tlsOf } from '../../config/server-url-parameters.js';

/** Address of a database server, and the login. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly tls: Tls;
}

/** Parses the validated `DATABASE_URL` of a server. */
export function addressOf(url: string, defaultPort: number): ServerAddress {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    // Only URLs have brackets around an IPv6 address.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : defaultPort,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    tls: tlsOf(searchParams),
  };
}
