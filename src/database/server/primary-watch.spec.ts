import { beforeEach, describe, expect, it } from '@jest/globals';
import { PrimaryWatch } from './primary-watch.js';

describe('the watch over which server is the primary', () => {
  let watch: PrimaryWatch;

  beforeEach(() => {
    watch = new PrimaryWatch();
  });

  const made = (): object => {
    const connection = {};
    watch.mayLend(connection, watch.generation);
    return connection;
  };
  const mayLend = (connection: object): boolean => watch.mayLend(connection, watch.generation);

  it('lends what it knows, as long as all is well', () => {
    const connection = made();
    watch.noteCommit(connection);
    expect([mayLend(connection), mayLend({})]).toEqual([true, true]);
  });

  it('lends nothing that was made, or asked for, before a write was refused', () => {
    const [refused, idle] = [made(), made()];
    const before = watch.generation;
    watch.noteRefusal(refused);
    expect([refused, idle].map(mayLend)).toEqual([false, false]);
    expect([watch.mayLend({}, before), mayLend({})]).toEqual([false, true]);
  });

  it('lends of all that was made since then only what a write went through on', () => {
    watch.noteRefusal(made());
    const [idle, writing] = [made(), made()];
    watch.noteCommit(writing);
    expect([idle, writing, {}].map(mayLend)).toEqual([false, true, true]);
  });

  it('takes no late answer of an old connection for news', () => {
    const [first, second, third] = [made(), made(), made()];
    watch.noteRefusal(first);
    const connection = made();
    watch.noteRefusal(second);
    watch.noteCommit(third);
    expect(mayLend(connection)).toBe(true);
    watch.noteCommit(connection);
    expect([third, connection].map(mayLend)).toEqual([false, true]);
  });
});
