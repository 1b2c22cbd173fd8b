import { describe, expect, it } from '@jest/globals';
import { problemsOfRedisUrl } from './redis-url.js';

describe('a REDIS_URL', () => {
  it.each([
    'redis://127.0.0.1',
    'redis://redis.example:6379/',
    'redis://redis_1:65535/0',
    'rediss://user:pass@redis.example:6380/15',
    'redis://:pa%2Fss%25@redis.example/2147483647',
    'redis://user@[::1]:6379',
    'redis://:p@ss@redis.example',
  ])('may be %s', (url) => {
    expect(problemsOfRedisUrl(url)).toEqual([]);
  });

  it.each([
    ['http://127.0.0.1:6379', 'must be redis://'],
    ['REDISS://127.0.0.1:6379', 'must be redis://'],
    ['127.0.0.1:6379', 'must be redis://'],
    ['6379', 'must be redis://'],
    ['redis:127.0.0.1', 'must be redis://'],
    ['redis://', 'must be redis://'],
    ['redis:///1', 'must be redis://'],
    ['redis://:6379', 'must be redis://'],
    ['redis://user:pass@', 'must be redis://'],
    ['redis://user:pa/ss@redis.example', 'must be redis://'],
    ['redis://redis.example,other.example', 'must be redis://'],
    ['redis://redis example', 'must be redis://'],
    ['redis://127.0.0.1:65536', 'must be redis://'],
    ['redis://127.0.0.1:6379x', 'must be redis://'],
    ['redis://127.0.0.1:-1', 'must be redis://'],
    ['redis://127.0.0.1:0', 'must have a port'],
    ['/var/run/redis.sock', 'unix sockets are not supported'],
    ['unix:///var/run/redis.sock', 'unix sockets are not supported'],
    ['redis+unix:///var/run/redis.sock', 'unix sockets are not supported'],
    ['redis://%2Fvar%2Frun%2Fredis.sock', 'unix sockets are not supported'],
    ['redis:///var/run/redis.sock', 'unix sockets are not supported'],
    ['redis://127.0.0.1:6379?db=2', 'query parameters are not supported'],
    ['redis://127.0.0.1:6379/2?family=6', 'query parameters are not supported'],
    ['redis://127.0.0.1?password=secret', 'query parameters are not supported'],
    ['redis://:pa#ss@127.0.0.1', 'query parameters are not supported'],
    ['redis://:100%@127.0.0.1', 'each % of user and password'],
    ['redis://a%zz:x@127.0.0.1', 'each % of user and password'],
    ['redis://127.0.0.1/abc', 'the number of a database'],
    ['redis://127.0.0.1/1/2', 'the number of a database'],
    ['redis://127.0.0.1/1/', 'the number of a database'],
    ['redis://127.0.0.1//', 'the number of a database'],
    ['redis://127.0.0.1/-1', 'the number of a database'],
    ['redis://127.0.0.1/01', 'the number of a database'],
    ['redis://127.0.0.1/1.0', 'the number of a database'],
    ['redis://127.0.0.1/%31', 'the number of a database'],
    ['redis://127.0.0.1/2147483648', 'the number of a database'],
    ['redis://127.0.0.1/99999999999999999999', 'the number of a database'],
  ])('may not be %s', (url, fault) => {
    const [problem, ...others] = problemsOfRedisUrl(url);
    expect(problem).toContain(fault);
    expect(problem).toMatch(/^must /);
    expect(others).toEqual([]);
  });
});
