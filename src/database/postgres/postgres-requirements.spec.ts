import { describe, expect, it } from '@jest/globals';
import { type PostgresFacts, judgePostgres } from './postgres-requirements.js';

const FIT: PostgresFacts = {
  version: 150_000,
  encoding: 'UTF8',
  fsync: 'on',
  fullPageWrites: 'on',
  isReadOnly: false,
  isStandby: false,
  user: 'app',
  schema: 'public',
  mayHaveTables: true,
  mayNumberOrders: true,
  isAdministrator: true,
};

describe('a PostgreSQL', () => {
  it('that is fit, or says nothing of some settings, is taken as it is', () => {
    expect(judgePostgres(FIT)).toEqual({ refusals: [], warnings: [] });
    const unsaid = { ...FIT, fsync: null, fullPageWrites: null };
    expect(judgePostgres(unsaid)).toEqual({ refusals: [], warnings: [] });
  });

  it.each<[Partial<PostgresFacts>, string]>([
    [{ version: 90_600 }, 'It is PostgreSQL 9: 10 or newer is needed.'],
    [{ encoding: 'SQL_ASCII' }, 'It is in SQL_ASCII'],
    [{ isStandby: true, isReadOnly: true }, 'Name the primary server.'],
    [{ isReadOnly: true }, 'ALTER ROLE "app" SET default_transaction_read_only = off'],
    [{ schema: null }, 'ALTER ROLE "app" SET search_path = public'],
    [{ mayHaveTables: false }, 'GRANT USAGE, CREATE ON SCHEMA "public" TO "app"'],
    [{ mayNumberOrders: false }, 'GRANT USAGE ON SEQUENCE orders_id_seq TO "app"'],
  ])('with %p is refused to everybody', (facts, complaint) => {
    const { refusals } = judgePostgres({ ...FIT, ...facts, isAdministrator: false });
    expect(refusals).toEqual([expect.stringContaining(complaint)]);
  });

  it.each<[Partial<PostgresFacts>, string]>([
    [{ fsync: 'off' }, 'Set fsync = on.'],
    [{ fullPageWrites: 'off' }, 'Set full_page_writes = on.'],
  ])('with %p is refused to those who can mend it, and others are warned', (facts, complaint) => {
    const expected = [expect.stringContaining(complaint)];
    expect(judgePostgres({ ...FIT, ...facts }).refusals).toEqual(expected);
    const forGuests = judgePostgres({ ...FIT, ...facts, isAdministrator: false });
    expect(forGuests).toEqual({ refusals: [], warnings: expected });
  });

  it('is told all that is wrong with it at once', () => {
    const facts = { ...FIT, encoding: 'LATIN1', fsync: 'off', fullPageWrites: 'off', mayHaveTables: false };
    expect(judgePostgres(facts).refusals).toHaveLength(4);
  });
});
