import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { keepBeating } from './heartbeat.js';

const BEAT_MS = 5000;
const late = (): Promise<never> => Promise.reject(new Error('Command timed out'));
const refused = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('NOPERM this user has no permissions'), { name: 'ReplyError' }));

class Connection extends EventEmitter {
  readonly status = 'ready';
  cuts = 0;

  constructor(readonly ping: () => Promise<string>) {
    super();
  }

  disconnect(): void {
    this.cuts++;
  }
}

describe('the heartbeat of a connection', () => {
  let end: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    end();
    jest.useRealTimers();
  });

  async function cutsAfter(beats: number, ping: () => Promise<string>): Promise<number> {
    const connection = new Connection(ping);
    end = keepBeating(connection as unknown as Redis, BEAT_MS);
    await jest.advanceTimersByTimeAsync(beats * BEAT_MS);
    return connection.cuts;
  }

  it('goes on when one answer is late', async () => {
    const answers = [late, () => Promise.resolve('PONG')];
    let asked = 0;
    expect(await cutsAfter(10, () => answers[asked++ % 2]?.() ?? late())).toBe(0);
  });

  it('takes a refusal for an answer', async () => {
    expect(await cutsAfter(10, refused)).toBe(0);
  });

  it('ends the connection when nobody answers twice', async () => {
    expect(await cutsAfter(2, late)).toBe(0);
    end();
    expect(await cutsAfter(3, late)).toBe(1);
  });
});
