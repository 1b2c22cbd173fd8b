import { once } from 'node:events';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import { loadOptional } from '../../common/load-optional.js';
import type { Settings } from '../../config/settings.js';
import { keepBeating } from './heartbeat.js';
import { FAIL_FAST } from './redis-options.js';
import { RedisRefusals } from './redis-refusals.js';
import { judgeServer } from './redis-server-check.js';

/** The connection to Redis. Redis may be away at any time, at the start too; each outage is logged once. */
export class RedisLink implements OnApplicationShutdown {
  private readonly logger = new Logger(RedisLink.name);
  private readonly refusals = new RedisRefusals();
  private readonly connections: Redis[] = [];
  private readonly endBeats: (() => void)[] = [];
  private readonly beginnings: (() => unknown)[] = [];
  private isAway = false;
  private isOurs = false;
  /** Its commands fail fast while Redis is away. */
  readonly commands: Redis;

  private constructor(
    private readonly url: string,
    private readonly prefix: string,
    private readonly Connection: typeof Redis,
  ) {
    this.commands = this.keep(FAIL_FAST);
    this.commands.on('error', (error: Error) => this.noteOutage(error.message));
    this.commands.on('close', () => this.noteOutage('The connection ended.'));
    this.commands.on('ready', () => this.noteReturn());
  }

  /**
   * Resolves when the first attempt to connect has succeeded or failed.
   * @throws Error naming the package if `ioredis` is not installed, or naming REDIS_URL if this Redis cannot be used
   */
  static async open({ REDIS_URL, REDIS_PREFIX }: Settings): Promise<RedisLink | undefined> {
    if (REDIS_URL === undefined) return undefined;
    const { Redis } = await loadOptional('REDIS_URL', 'ioredis', () => import('ioredis'));
    const link = new RedisLink(REDIS_URL, REDIS_PREFIX, Redis);
    await Promise.race([once(link.commands, 'ready'), once(link.commands, 'close')]).catch(() => undefined);
    const fault = link.isConnected ? await link.findFault() : link.refusals.fatal;
    if (fault !== undefined) {
      link.onApplicationShutdown();
      throw new Error(fault);
    }
    if (!link.isConnected) link.commands.once('ready', () => void link.tellFault());
    return link;
  }

  get isConnected(): boolean {
    return this.commands.status === 'ready';
  }

  /** Whether the service may use it: it is connected, and the prefix is known to be this service's. */
  get isReady(): boolean {
    return this.isConnected && this.isOurs;
  }

  /** Runs `begin` once the prefix is known to be this service's. */
  async whenOurs(begin: () => unknown): Promise<void> {
    if (this.isOurs) await begin();
    else this.beginnings.push(begin);
  }

  /** Declares the prefix this service's. Resolves when everything that waited for it has begun. */
  async admit(): Promise<void> {
    this.isOurs = true;
    await Promise.all(this.beginnings.splice(0).map((begin) => begin()));
  }

  /** The name of a key or a channel, with the prefix. */
  name(what: string): string {
    return `${this.prefix}:${what}`;
  }

  /** Another connection, closed with the first one, which logs outages. This one logs if Redis refuses it alone. */
  connect(options: RedisOptions): Redis {
    const connection = this.keep(options);
    let isTold = false;
    connection.on('ready', () => (isTold = false));
    connection.on('error', ({ message }: Error) => {
      if (isTold || this.isAway) return;
      isTold = true;
      this.logger.warn(`Another connection to Redis failed: ${message}`);
    });
    return connection;
  }

  /** Does not wait for Redis, which may be away. */
  onApplicationShutdown(): void {
    for (const end of this.endBeats) end();
    for (const connection of this.connections) {
      connection.removeAllListeners('close');
      connection.disconnect();
    }
  }

  /** Also warns of settings that should be changed. Skipped where the user may not ask for them. */
  private async findFault(): Promise<string | undefined> {
    const { fault, warnings } = judgeServer(await this.commands.info().catch(() => ''));
    for (const warning of warnings) this.logger.warn(warning);
    return fault;
  }

  private async tellFault(): Promise<void> {
    const fault = await this.findFault();
    if (fault !== undefined) this.logger.error(fault);
  }

  private keep(options: RedisOptions): Redis {
    const connection = new this.Connection(this.url, { ...options, ...this.refusals.options });
    this.connections.push(connection);
    this.endBeats.push(keepBeating(connection));
    return connection;
  }

  private noteOutage(reason: string): void {
    if (this.isAway) return;
    this.isAway = true;
    this.logger.warn(`Redis is away: ${reason}`);
  }

  private noteReturn(): void {
    if (this.isAway) this.logger.log('Redis is back.');
    this.isAway = false;
  }
}
