import type { LogLevel } from '@nestjs/common';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import { problemsOfDatabaseUrl } from './database-url.js';
import { DAY_MS } from './durations.js';
import { HttpSettings } from './http-settings.js';
import { problemsOfRedisUrl } from './redis-url.js';
import {
  AtLeast,
  FlagSetting,
  IntegerSetting,
  NeedsCompany,
  RatioSetting,
  WithoutProblems,
} from './setting-decorators.js';

/** Levels for `LOG_LEVEL`, most severe first. `info` is Nest's `log`. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'] as const;

/** The role of an instance. */
export const Role = {
  /** Serves clients and processes orders. */
  All: 'all',
  /** Serves clients; other instances process orders. */
  Api: 'api',
  /** Processes orders; serves probes and metrics only. */
  Worker: 'worker',
} as const;

const ROLES = Object.values(Role);

/** Every setting by the name of its environment variable, with its default. Times are in milliseconds. */
export class Settings extends HttpSettings {
  @WithoutProblems(problemsOfDatabaseUrl)
  readonly DATABASE_URL: string = 'sqlite:./data/orders.db';

  /** Size of the connection pool to a database server, per process. */
  @IntegerSetting(2, 1000)
  readonly DATABASE_POOL_SIZE: number = 10;

  /** Time limit to open a connection to a database server, or to get a free one from the pool. */
  @IntegerSetting(100, DAY_MS)
  readonly DATABASE_CONNECT_TIMEOUT_MS: number = 5000;

  /** How long a database server may be silent before its statement counts as failed. */
  @IntegerSetting(100, DAY_MS)
  readonly DATABASE_STATEMENT_TIMEOUT_MS: number = 10_000;

  /** The Redis that instances share; without it each instance has its own queue. */
  @IsOptional()
  @WithoutProblems(problemsOfRedisUrl)
  readonly REDIS_URL?: string = undefined;

  /** Prefix of all keys in Redis, which keeps services apart that share one server. */
  @Matches(/^[\w.-]{1,64}$/, { message: 'must be 1 to 64 letters, digits, dots, underscores or hyphens' })
  readonly REDIS_PREFIX: string = 'orders';

  @IsIn(ROLES, { message: `must be one of ${ROLES.join(', ')}` })
  @NeedsCompany(Role.All)
  readonly ROLE: (typeof ROLES)[number] = Role.All;

  /** How many orders an instance processes at a time. */
  @IntegerSetting(1, 1000)
  readonly WORKER_CONCURRENCY: number = 10;

  @IntegerSetting(0, DAY_MS)
  readonly SIM_MIN_MS: number = 500;

  @IntegerSetting(0, DAY_MS)
  @AtLeast('SIM_MIN_MS')
  readonly SIM_MAX_MS: number = 4000;

  /** Share of the simulated attempts that fail, 0 to 1. */
  @RatioSetting()
  readonly SIM_FAILURE_RATE: number = 0;

  /** With a seed the simulation is repeatable; without one it is random. */
  @IsOptional()
  @MaxLength(64, { message: 'must be text of at most 64 characters' })
  readonly SIM_SEED?: string = undefined;

  /** Whether the item `sim:crash` may end the process. */
  @FlagSetting()
  readonly SIM_ALLOW_CRASH: boolean = false;

  /** How many attempts an order gets before it is `failed`. */
  @IntegerSetting(1, 1000)
  readonly MAX_ATTEMPTS: number = 5;

  /** Upper bound of the first backoff; it doubles with each attempt up to `RETRY_MAX_MS`. */
  @IntegerSetting(0, DAY_MS)
  readonly RETRY_BASE_MS: number = 500;

  @IntegerSetting(0, DAY_MS)
  @AtLeast('RETRY_BASE_MS')
  readonly RETRY_MAX_MS: number = 60_000;

  /** Time limit of one attempt. */
  @IntegerSetting(1, DAY_MS)
  readonly PROCESSING_TIMEOUT_MS: number = 30_000;

  /** The service refuses new orders while it has this many unfinished ones. */
  @IntegerSetting(1, 1_000_000_000)
  readonly MAX_BACKLOG: number = 1_000_000;

  /** How long a shutdown waits for running attempts before their orders go back to `pending`. */
  @IntegerSetting(0, DAY_MS)
  readonly SHUTDOWN_TIMEOUT_MS: number = 10_000;

  /** How many days final orders are kept; 0 keeps them for ever. */
  @IntegerSetting(0, 36_500)
  readonly RETENTION_DAYS: number = 0;

  /** With `production` the service warns of settings that are meant for trials. */
  @IsOptional()
  @MaxLength(64, { message: 'must be text of at most 64 characters' })
  readonly NODE_ENV?: string = undefined;

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  readonly LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}

/** How many orders this instance processes at a time; 0 if it does not process. */
export function workersOf({ ROLE, WORKER_CONCURRENCY }: Settings): number {
  return ROLE === Role.Api ? 0 : WORKER_CONCURRENCY;
}

/** The levels that Nest's logger prints for `LOG_LEVEL`. */
export function nestLogLevels(settings: Settings): LogLevel[] {
  return LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(settings.LOG_LEVEL) + 1).map((level) =>
    level === 'info' ? 'log' : level,
  );
}
