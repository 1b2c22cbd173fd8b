import { type Tls, tlsOf } from '../../config/server-url-parameters.js';

/** Where a database server is, and as whom to speak to it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly tls: Tls;
}

/** Reads a `DATABASE_URL` of a server that has no problems. */
export function addressOf(url: string, defaultPort: number): ServerAddress {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    // The brackets of an IPv6 address are the URL's, not the host's.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : defaultPort,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    tls: tlsOf(searchParams),
  };
}
