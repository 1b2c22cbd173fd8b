import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { DAY_MS } from './durations.js';
import { problemsOfHosts, problemsOfOrigins } from './name-lists.js';
import { IntegerSetting, WithoutProblems } from './setting-decorators.js';

export const Switch = { On: 'on', Off: 'off' } as const;

const SWITCHES = Object.values(Switch);

/** Settings of the HTTP server: address, limits for clients, access for browsers. Times are in milliseconds. */
export class HttpSettings {
  @MaxLength(255, { message: 'must be a host name or address' })
  readonly HOST: string = '127.0.0.1';

  /** 0 takes any free port, which is logged. */
  @IntegerSetting(0, 65_535)
  readonly PORT: number = 3000;

  /** Idle time limit of a connection. Must exceed that of a proxy, which could else send on a closing connection. */
  @IntegerSetting(1000, DAY_MS)
  readonly KEEP_ALIVE_TIMEOUT_MS: number = 75_000;

  @IntegerSetting(1, 1_000_000)
  readonly MAX_CONNECTIONS: number = 10_000;

  /** 0 for no limit per address. */
  @IntegerSetting(0, 1_000_000)
  readonly MAX_CONNECTIONS_PER_ADDRESS: number = 1000;

  /** Live streams and requests that wait for the end of an order (`Prefer: wait`), together. */
  @IntegerSetting(0, 1_000_000)
  readonly MAX_WAITERS: number = 10_000;

  /** Origins of web pages that may use the service, separated by commas. */
  @IsOptional()
  @WithoutProblems(problemsOfOrigins)
  readonly CORS_ORIGINS?: string = undefined;

  /** Accepted host names, separated by commas. Names of loopback are always accepted. */
  @IsOptional()
  @WithoutProblems(problemsOfHosts)
  readonly ALLOWED_HOSTS?: string = undefined;

  /** Whether to serve `/docs` and `/docs-json`. */
  @IsIn(SWITCHES, { message: `must be ${SWITCHES.join(' or ')}` })
  readonly DOCS: (typeof SWITCHES)[number] = Switch.On;
}
