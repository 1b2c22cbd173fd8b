/** Where a database server is, and as whom to speak to it. */
interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Whether to speak TLS, to a server whose certificate is trusted. */
  readonly isEncrypted: boolean;
}

/** Reads `scheme://user:password@host:port/database`, with `?ssl=true` for TLS. */
export function addressOf(url: string, defaultPort: number): ServerAddress {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    // The brackets of an IPv6 address are the URL's, not the host's.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : defaultPort,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    isEncrypted: searchParams.get('ssl') === 'true',
  };
}
