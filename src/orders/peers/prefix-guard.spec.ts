import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { RedisLink } from '../../cluster/redis/redis-link.js';
import { Settings } from '../../config/settings.js';
import { PrefixGuard } from './prefix-guard.js';

const late = (): Promise<never> => Promise.reject(new Error('Command timed out'));

class Commands extends EventEmitter {
  answer: () => Promise<string> = () => Promise.resolve('ours');

  set(): Promise<string> {
    return this.answer();
  }

  get(): Promise<string> {
    return this.answer();
  }
}

describe('the guard of the prefix', () => {
  let commands: Commands;
  let link: { isReady: boolean; isConnected: boolean; admitted: number };
  let guard: PrefixGuard;

  beforeEach(() => {
    commands = new Commands();
    link = { isReady: false, isConnected: true, admitted: 0 };
    const redis = Object.assign(link, {
      commands,
      name: (what: string) => what,
      admit: () => Promise.resolve(void (link.isReady = ++link.admitted > 0)),
    });
    const source = { query: () => Promise.resolve([{ identity: 'ours' }]) };
    guard = new PrefixGuard(redis as unknown as RedisLink, source as unknown as DataSource, new Settings());
  });

  it('admits a service to its own prefix', async () => {
    await guard.onModuleInit();
    expect(link.admitted).toBe(1);
  });

  it('asks again when the answer was lost, while the connection lasts', async () => {
    commands.answer = late;
    await guard.onModuleInit();
    await guard.askAgain();
    expect(link.admitted).toBe(0);
    commands.answer = () => Promise.resolve('ours');
    await guard.askAgain();
    expect(link.admitted).toBe(1);
  });

  it('refuses the prefix of another service', async () => {
    commands.answer = () => Promise.resolve('other');
    await expect(guard.onModuleInit()).rejects.toThrow('REDIS_PREFIX');
    expect(link.admitted).toBe(0);
  });
});
