import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { DAY_MS } from './durations.js';
import { problemsOfHosts, problemsOfOrigins } from './name-lists.js';
import { IntegerSetting, WithoutProblems } from './setting-decorators.js';

export const Switch = { On: 'on', Off: 'off' } as const;

const SWITCHES = Object.values(Switch);

/** Where the service listens, and what it lets clients do. Times are in milliseconds. */
export class HttpSettings {
  @MaxLength(255, { message: 'must be a host name or address' })
  readonly HOST: string = '127.0.0.1';

  /** 0 takes any free port; the log tells which. */
  @IntegerSetting(0, 65_535)
  readonly PORT: number = 3000;

  /** How long a connection may be at rest. Longer than proxies keep theirs, or they send into one that just closes. */
  @IntegerSetting(1000, DAY_MS)
  readonly KEEP_ALIVE_TIMEOUT_MS: number = 75_000;

  @IntegerSetting(1, 1_000_000)
  readonly MAX_CONNECTIONS: number = 10_000;

  /** 0 for as many as there may be in all. */
  @IntegerSetting(0, 1_000_000)
  readonly MAX_CONNECTIONS_PER_ADDRESS: number = 1000;

  /** Live streams and requests that wait for the end of an order (`Prefer: wait`), together. */
  @IntegerSetting(0, 1_000_000)
  readonly MAX_WAITERS: number = 10_000;

  /** Origins of pages that may use the service, separated by commas. */
  @IsOptional()
  @WithoutProblems(problemsOfOrigins)
  readonly CORS_ORIGINS?: string = undefined;

  /** Names by which the service may be asked, separated by commas. On loopback names of loopback always may. */
  @IsOptional()
  @WithoutProblems(problemsOfHosts)
  readonly ALLOWED_HOSTS?: string = undefined;

  /** Whether `/docs` and `/docs-json` are there. */
  @IsIn(SWITCHES, { message: `must be ${SWITCHES.join(' or ')}` })
  readonly DOCS: (typeof SWITCHES)[number] = Switch.On;
}
