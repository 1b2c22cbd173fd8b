import { describe, expect, it } from '@jest/globals';
import { judgeServer } from './redis-server-check.js';

const info = (version: string, policy = 'noeviction'): string =>
  `# Server\r\nredis_version:${version}\r\n\r\n# Memory\r\nmaxmemory_policy:${policy}\r\n`;

describe('a Redis server', () => {
  it.each(['6.2.0', '6.10.1', '7.0.15', '8.2.1', 'unstable'])('may have version %s', (version) => {
    expect(judgeServer(info(version))).toEqual({ warnings: [] });
  });

  it.each(['2.8.24', '4.0.14'])('is too old with version %s', (version) => {
    expect(judgeServer(info(version)).fault).toBe(
      `REDIS_URL: Redis ${version} is too old, 6.2 or newer is needed.`,
    );
  });

  it.each(['5.0.14', '6.0.16'])('is warned of with version %s', (version) => {
    expect(judgeServer(info(version))).toEqual({
      warnings: [`Redis ${version} is old: the queue is made for 6.2 and newer.`],
    });
  });

  it('is warned of when it may remove keys', () => {
    expect(judgeServer(info('7.0.15', 'allkeys-lru')).warnings).toEqual([
      expect.stringContaining('maxmemory-policy allkeys-lru'),
    ]);
  });

  it('is not judged by what it does not tell', () => {
    expect(judgeServer('')).toEqual({ warnings: [] });
  });
});
