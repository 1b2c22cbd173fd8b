import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { RedisLink } from '../../cluster/redis/redis-link.js';

const ASK_AGAIN_MS = 2000;

/** Whose a prefix is. */
const Owner = { This: 'this', Other: 'other', Unknown: 'unknown' } as const;

type Owner = (typeof Owner)[keyof typeof Owner];

/**
 * Keeps services with different databases apart on one Redis: under one prefix they would take each other's jobs. The
 * first one leaves the identity of its database there.
 */
@Injectable()
export class PrefixGuard implements OnModuleInit {
  private readonly logger = new Logger(PrefixGuard.name);
  private isRefusalTold = false;
  /** The identity of this database, once it was read. */
  private known: string | undefined;

  constructor(
    @Inject(RedisLink) private readonly redis: RedisLink | undefined,
    private readonly source: DataSource,
    private readonly settings: Settings,
  ) {}

  /** @throws Error naming REDIS_PREFIX if it is another service's. While that is not known, nothing is begun in Redis. */
  async onModuleInit(): Promise<void> {
    if (!this.redis) return;
    if ((await this.ask(this.redis)) === Owner.Other) throw new Error(this.refusal());
    this.redis.commands.on('ready', () => void this.askAgain());
  }

  /** Answers may have been lost, and Redis may have lost what was left there. */
  @Interval(ASK_AGAIN_MS)
  async askAgain(): Promise<void> {
    if (!this.redis?.isConnected) return;
    const owner = await this.ask(this.redis);
    if (owner === Owner.This) this.isRefusalTold = false;
    if (owner !== Owner.Other || this.isRefusalTold) return;
    this.isRefusalTold = true;
    this.logger.error(this.refusal());
  }

  /** Redis 6.2 takes no SET that answers what was there and writes only if there was nothing. */
  private async ask(redis: RedisLink): Promise<Owner> {
    const key = redis.name('database');
    try {
      const identity = await this.identity();
      await redis.commands.set(key, identity, 'NX');
      const owner = await redis.commands.get(key);
      if (owner !== null && owner !== identity) return Owner.Other;
    } catch {
      return Owner.Unknown;
    }
    await redis.admit();
    return Owner.This;
  }

  private async identity(): Promise<string> {
    if (this.known !== undefined) return this.known;
    const [row] = await this.source.query<{ identity: string }[]>('SELECT identity FROM service_identity');
    this.known = row?.identity;
    return this.known ?? '';
  }

  private refusal(): string {
    const { REDIS_PREFIX } = this.settings;
    return `REDIS_PREFIX=${REDIS_PREFIX}: a service with another database uses it. Give each service its own.`;
  }
}
