import { describe, expect, it } from '@jest/globals';
import { tmpdir } from 'node:os';
import { readSettings } from '../config/read-settings.js';
import { backendOf } from './backends.js';

const describeUrl = (DATABASE_URL: string): string => {
  const settings = readSettings({ DATABASE_URL });
  return backendOf(settings).describe(settings);
};

describe('a database', () => {
  it.each([
    ['sqlite:data/../none.db', `SQLite at ${process.cwd()}/none.db`],
    [`sqlite:${tmpdir()}/none/a%20b.db`, `SQLite at ${tmpdir()}/none/a%20b.db`],
    ['postgres://me:sekret@host/db', 'PostgreSQL on host:5432, database db (not encrypted)'],
    ['postgresql://me@host:1/my%20db?ssl=true', 'PostgreSQL on host:1, database my db (TLS, verified)'],
    [
      'postgres://me@[::1]/db?sslmode=require',
      'PostgreSQL on [::1]:5432, database db (TLS, certificate not verified)',
    ],
    ['mysql://me:sekret@host/db?ssl-mode=VERIFY_IDENTITY', 'MySQL on host:3306, database db (TLS, verified)'],
  ])('of %s is described as %s', (url, place) => {
    expect(describeUrl(url)).toBe(place);
  });

  it.each([
    ['postgres://me@host/db', false],
    ['postgres://me@host/db?sslmode=require', { rejectUnauthorized: false }],
    ['postgres://me@host/db?sslmode=verify-full', true],
    ['mysql://me@host/db', undefined],
    ['mysql://me@host/db?ssl-mode=REQUIRED', { rejectUnauthorized: false }],
    ['mysql://me@host/db?ssl=true', { verifyIdentity: true }],
  ])('of %s is spoken to with the TLS options %j', (DATABASE_URL, ssl) => {
    const settings = readSettings({ DATABASE_URL });
    expect((backendOf(settings).optionsOf(settings) as { ssl?: unknown }).ssl).toEqual(ssl);
  });
});
