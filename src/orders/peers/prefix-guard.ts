import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { RedisLink } from '../../cluster/redis/redis-link.js';

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

  constructor(
    @Inject(RedisLink) private readonly redis: RedisLink | undefined,
    private readonly source: DataSource,
    private readonly settings: Settings,
  ) {}

  /** @throws Error naming REDIS_PREFIX if it is another service's. While Redis is away nothing is begun there. */
  async onModuleInit(): Promise<void> {
    const { redis } = this;
    if (!redis) return;
    const [row] = await this.source.query<{ identity: string }[]>('SELECT identity FROM service_identity');
    const identity = row?.identity ?? '';
    if ((await this.askFor(redis, identity)) === Owner.Other) throw new Error(this.refusal());
    // Redis may have been away, or may have lost what was left there.
    redis.commands.on('ready', () => void this.askAgain(redis, identity));
  }

  private async askAgain(redis: RedisLink, identity: string): Promise<void> {
    if ((await this.askFor(redis, identity)) === Owner.Other) this.logger.error(this.refusal());
  }

  /** Redis 6.2 takes no SET that answers what was there and writes only if there was nothing. */
  private async askFor(redis: RedisLink, identity: string): Promise<Owner> {
    const key = redis.name('database');
    try {
      await redis.commands.set(key, identity, 'NX');
      const owner = await redis.commands.get(key);
      if (owner !== null && owner !== identity) return Owner.Other;
    } catch {
      return Owner.Unknown;
    }
    await redis.admit();
    return Owner.This;
  }

  private refusal(): string {
    const { REDIS_PREFIX } = this.settings;
    return `REDIS_PREFIX=${REDIS_PREFIX}: a service with another database uses it. Give each service its own.`;
  }
}
