import { describe, expect, it } from '@jest/globals';
import { readSettings } from './read-settings.js';
import { Settings, nestLogLevels } from './settings.js';

describe('settings', () => {
  it('have defaults, for empty variables too', () => {
    expect(readSettings({ PORT: '', HOST: ' ', UNKNOWN: 'x' })).toEqual(new Settings());
  });

  it('are read from the variables of their names', () => {
    expect(readSettings({ PORT: '8080', SIM_FAILURE_RATE: '0.25', LOG_LEVEL: 'warn' })).toMatchObject({
      PORT: 8080,
      SIM_FAILURE_RATE: 0.25,
      LOG_LEVEL: 'warn',
    });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '1e3'],
    ['PORT', '0x10'],
    ['KEEP_ALIVE_TIMEOUT_MS', '999'],
    ['WORKER_CONCURRENCY', '0'],
    ['RETENTION_DAYS', '-1'],
    ['RETENTION_DAYS', '36501'],
    ['RETENTION_DAYS', '0.5'],
    ['SIM_FAILURE_RATE', '1.1'],
    ['LOG_LEVEL', 'loud'],
    ['SIM_ALLOW_CRASH', 'yes'],
    ['SIM_MAX_MS', '499'],
    ['RETRY_MAX_MS', '1'],
    ['DATABASE_URL', 'oracle://x'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'sqlite:'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['REDIS_URL', 'redis://127.0.0.1:6379/abc'],
    ['REDIS_PREFIX', 'a:b'],
    ['ROLE', 'boss'],
    ['ROLE', 'api'],
    ['ROLE', 'worker'],
    ['DATABASE_URL', 'postgres://host'],
    ['DATABASE_URL', 'mysql://host/a/b'],
    ['DATABASE_POOL_SIZE', '1'],
    ['DATABASE_CONNECT_TIMEOUT_MS', '0'],
    ['DATABASE_STATEMENT_TIMEOUT_MS', '1s'],
  ])('%s may not be %s', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(`${name}=${value}: must`);
  });

  it('list all that is wrong at once', () => {
    expect(() => readSettings({ PORT: 'x', WORKER_CONCURRENCY: '-1', MAX_ATTEMPTS: '1.5' })).toThrow(
      /PORT=x.*\n.*WORKER_CONCURRENCY=-1.*\n.*MAX_ATTEMPTS=1\.5/,
    );
  });

  it.each([
    'sqlite:./a b.db',
    'postgres://me:a%2Fb@host:1/db',
    'postgresql://me@host/db',
    'mysql://me@[::1]:3306/db',
  ])('take the database %s', (DATABASE_URL) => {
    expect(readSettings({ DATABASE_URL })).toMatchObject({ DATABASE_URL });
  });

  it('list all that is wrong with a database too', () => {
    expect(() => readSettings({ PORT: 'x', DATABASE_URL: 'postgres://host:0?sslmode=prefer' })).toThrow(
      /PORT=x: must.*\n.*DATABASE_URL=postgres:\/\/\*\*\*: must name a user.*; must have a port.*; must name a database.*sslmode=/,
    );
  });

  it('keep a password among the parameters out of the message', () => {
    const REDIS_URL = 'redis://127.0.0.1:6379?password=secret';
    expect(() => readSettings({ REDIS_URL })).toThrow('REDIS_URL=redis://***: must');
  });

  it('keep a password with a slash out of the message', () => {
    const REDIS_URL = 'http://:se/cret@127.0.0.1:6379';
    expect(() => readSettings({ REDIS_URL })).toThrow('REDIS_URL=http://***: must');
  });

  it('allow roles with a database and a Redis that instances share', () => {
    const settings = {
      ROLE: 'worker',
      DATABASE_URL: 'postgres://me@host/orders',
      REDIS_URL: 'rediss://:secret@redis.example:6380/1',
    };
    expect(readSettings(settings)).toMatchObject(settings);
  });

  it.each(['oracle://me:secret@host/db', 'postgres://me:sec/ret@host/db', 'mysql://me:se@cret@host/d/b'])(
    'keep the password of %s out of the message',
    (DATABASE_URL) => {
      expect(() => readSettings({ DATABASE_URL })).toThrow(/DATABASE_URL=[a-z]+:\/\/\*\*\*: must/);
    },
  );

  it('tell the logger its levels', () => {
    expect(nestLogLevels(readSettings({ LOG_LEVEL: 'info' }))).toEqual(['fatal', 'error', 'warn', 'log']);
  });
});
