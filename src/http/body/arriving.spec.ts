import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { Arriving } from './arriving.js';

const LIMIT_MS = 15_000;

describe('a body of lines', () => {
  let clock: ManualClock;
  let request: Readable;
  let pieces: AsyncGenerator<Buffer>;

  beforeEach(() => {
    clock = new ManualClock();
    request = new Readable({ read: () => undefined });
    const { signal } = new AbortController();
    pieces = new Arriving(request as IncomingMessage, clock, signal).pieces();
  });

  afterEach(() => void request.destroy());

  /** Delivers a piece after `afterMs`, while the reader waits for it. */
  async function arrive(piece: string, afterMs: number): Promise<void> {
    const next = pieces.next();
    clock.advance(afterMs);
    request.push(piece);
    expect(await next).toEqual({ done: false, value: Buffer.from(piece) });
  }

  async function expectGivenUpAfter(ms: number): Promise<void> {
    let isOver = false;
    const next = pieces.next().finally(() => (isOver = true));
    clock.advance(ms - 1);
    await new Promise((turn) => setImmediate(() => setImmediate(turn)));
    expect(isOver).toBe(false);
    clock.advance(1);
    await expect(next).rejects.toMatchObject({ status: 408, code: 'request_timeout' });
  }

  it('cannot extend the time limit of a line with single bytes', async () => {
    await arrive('{', LIMIT_MS - 1000);
    await arrive(' ', 900);
    await expectGivenUpAfter(100);
  });

  it('gets the full time limit for each line', async () => {
    await arrive('{', LIMIT_MS - 1);
    await arrive('}\n{', 0);
    await expectGivenUpAfter(LIMIT_MS);
  });

  it('is not timed while the consumer does not ask for more', async () => {
    await arrive('{', 0);
    clock.advance(2 * LIMIT_MS);
    await expectGivenUpAfter(LIMIT_MS);
  });

  it('is in time if it arrives before the process notices the timeout', async () => {
    await arrive('{', 2 * LIMIT_MS);
    await arrive(' ', LIMIT_MS - 1);
    await expectGivenUpAfter(1);
  });
});
