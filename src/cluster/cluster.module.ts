import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Deployment } from './deployment.js';
import { EverybodyLeads, Leadership } from './leadership.js';
import { RedisLeadership } from './redis/redis-leadership.js';
import { RedisLink } from './redis/redis-link.js';

/** Connects instances. Without `REDIS_URL` there is no link, and `undefined` is injected. */
@Global()
@Module({
  providers: [
    Deployment,
    { provide: RedisLink, inject: [Settings], useFactory: (settings: Settings) => RedisLink.open(settings) },
    {
      provide: Leadership,
      inject: [RedisLink],
      useFactory: (redis: RedisLink | undefined) =>
        redis ? new RedisLeadership(redis) : new EverybodyLeads(),
    },
  ],
  exports: [Deployment, RedisLink, Leadership],
})
export class ClusterModule {}
