import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Leadership } from '../leadership.js';
import type { RedisLink } from './redis-link.js';

const LEASE_MS = 10_000;
const RENEW_MS = 3000;
/** How long an instance does not ask for the lock after it has resigned, so that another one gets it. */
const RESIGNED_MS = 1.5 * RENEW_MS;
/** The share of a lease that its holder relies on: two machines' clocks may run at different speeds. */
const SAFE_SHARE = 0.95;

const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0`;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** A lock in Redis with a lease: whoever holds it renews it, and another instance takes it when its holder is gone. */
export class RedisLeadership extends Leadership implements OnModuleInit, BeforeApplicationShutdown {
  private readonly token = randomUUID();
  private readonly key: string;
  /** By `performance.now()`, so that changes of the system's time do not matter. */
  private leaseEnd = 0;
  /** When it may try to lead again. */
  private resignedUntil = 0;
  private isOver = false;

  constructor(
    private readonly redis: RedisLink,
    private readonly leaseMs = LEASE_MS,
  ) {
    super();
    this.key = redis.name('leader');
  }

  override get isMine(): boolean {
    return performance.now() < this.leaseEnd;
  }

  onModuleInit(): Promise<void> {
    return this.redis.whenOurs(() => this.renew());
  }

  /** Takes the lock if it is free, or renews it. Never rejects: without an answer the lease expires. */
  @Interval(RENEW_MS)
  async renew(): Promise<void> {
    if (!this.mayLead() || !this.redis.isReady) return;
    // Counted from before the request: Redis starts to count later, so its lease ends later.
    const leaseEnd = performance.now() + SAFE_SHARE * this.leaseMs;
    try {
      const isMine = await this.redis.commands.eval(RENEW, 1, this.key, this.token, this.leaseMs);
      this.leaseEnd = this.mayLead() && isMine === 1 ? leaseEnd : 0;
    } catch {
      // The link logs outages.
    }
  }

  override async resign(): Promise<void> {
    if (!this.isMine) return;
    this.resignedUntil = performance.now() + RESIGNED_MS;
    await this.release();
  }

  /** Lets another instance take over at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOver = true;
    await this.release();
  }

  private mayLead(): boolean {
    return !this.isOver && performance.now() >= this.resignedUntil;
  }

  private async release(): Promise<void> {
    this.leaseEnd = 0;
    await this.redis.commands.eval(RELEASE, 1, this.key, this.token).catch(() => undefined);
  }
}
