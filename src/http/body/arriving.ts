import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import { HttpProblem } from '../problem/http-problem.js';

/** How long a client may be waited for until a line ends, or nothing comes at all. */
const LINE_LIMIT_MS = 15_000;
const LINE_FEED = 0x0a;
const LINE_END = Buffer.of(LINE_FEED);

/** A body of lines as it arrives, as fast as it is asked for. */
export class Arriving {
  private isWhole = false;
  private patienceMs = LINE_LIMIT_MS;

  constructor(
    private readonly request: IncomingMessage,
    private readonly clock: Clock,
    private readonly stop: AbortSignal,
  ) {}

  /** Whether all of it was handed on. The request itself may have ended before. */
  get hasEnded(): boolean {
    return this.isWhole;
  }

  /**
   * At its end comes a line end, which its last line may lack; if `stop` aborts there is none, since nobody knows
   * whether that line was whole.
   * @throws HttpProblem 408 if a line does not end in time. Only time in which it is waited for counts.
   */
  async *pieces(): AsyncGenerator<Buffer> {
    // The answer to the request goes on when its reading stops.
    const pieces = this.request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
    while (!this.stop.aborted) {
      const begin = this.clock.monotonicMs();
      const piece = await this.nextOf(pieces);
      if (piece === undefined) return;
      this.judge(piece.value, this.clock.monotonicMs() - begin);
      this.isWhole = piece.done === true;
      yield piece.value ?? LINE_END;
      if (piece.done) return;
    }
  }

  private judge(piece: Buffer | undefined, waitedMs: number): void {
    if (piece?.includes(LINE_FEED)) this.patienceMs = LINE_LIMIT_MS;
    // Who comes later than allowed and yet is heard came in time: it was the process that did not listen.
    else if (waitedMs < this.patienceMs) this.patienceMs -= waitedMs;
  }

  /** @returns undefined if `stop` aborts first */
  private async nextOf(
    pieces: AsyncIterator<Buffer, undefined>,
  ): Promise<IteratorResult<Buffer, undefined> | undefined> {
    const waiting = new AbortController();
    const end = (): void => waiting.abort();
    this.stop.addEventListener('abort', end);
    const limit = this.clock.sleep(this.patienceMs, waiting.signal).then(giveUp, () => undefined);
    try {
      return await Promise.race([pieces.next(), limit]);
    } catch (error) {
      // A client that goes breaks the reading off.
      if (this.stop.aborted) return undefined;
      throw error;
    } finally {
      this.stop.removeEventListener('abort', end);
      waiting.abort();
    }
  }
}

async function giveUp(): Promise<never> {
  // What has come while the process did not listen is read before.
  await nextTurn();
  throw stalled();
}

function stalled(): HttpProblem {
  const headers = { Connection: 'close' };
  return new HttpProblem(408, 'request_timeout', 'The request did not go on in time.', { headers });
}
