import { describe, expect, it } from '@jest/globals';
import { maskedUrl } from './masked-url.js';

const PASSWORDS = [
  'sekret',
  'se@kret',
  'se/kret',
  'se#kret',
  'se?kret',
  'se kret',
  'se:kret',
  'se%kret',
  'se\nkret',
  '@sekret',
  '"sekret"',
];

const FORMS: ((password: string) => string)[] = [
  (password) => `postgres://me:${password}@host:5432/db`,
  (password) => `postgres://me:${password}@host:5432/db?sslmode=require`,
  (password) => `redis://:${password}@host`,
  (password) => `"mysql://me:${password}@host/db"`,
  (password) => `postgres:me:${password}@host/db`,
  (password) => `postgres:/me:${password}@host/db`,
  (password) => `me:${password}@host/db`,
  (password) => `postgres://host/db?user=me&password=${password}`,
  (password) => `jdbc:postgresql://host/db?user=me&password=${password}`,
  (password) => `host=db user=me password=${password}`,
  (password) => `me:${password}@tcp(host:3306)/db`,
  (password) => `redis://:${password}`,
  (password) => `postgres://me:${password}@/db?host=/var/run/postgresql`,
  (password) => `sqlite://me:${password}@host/db`,
  (password) => ` postgres://me:${password}@[::1]/db\n`,
];

describe('a masked URL', () => {
  it.each(PASSWORDS)('does not show the password %j, however it is written', (password) => {
    const shown = FORMS.map((form) => maskedUrl(form(password)));
    expect(shown.filter((text) => /se|kret/.test(text))).toEqual([]);
  });

  it.each([
    ['postgres://host:5432/db', 'postgres://host:5432/db'],
    ['postgres://me:sekret@db.internal:5432/db', 'postgres://***'],
    ['rediss://me:sekret@[::1]:6379/0', 'rediss://***'],
    ['sqlite:./data/o rders?.db', 'sqlite:./data/o rders?.db'],
    ['redis://host?password=sekret', 'redis://***'],
    ['me:sekret@host', '***'],
  ])('shows of %s that it is %s', (url, shown) => {
    expect(maskedUrl(url)).toBe(shown);
  });
});
