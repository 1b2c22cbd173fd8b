import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import { HttpProblem } from '../problem/http-problem.js';

/** How long the service waits for the end of a line. */
const LINE_LIMIT_MS = 15_000;
const LINE_FEED = 0x0a;
const LINE_END = Buffer.of(LINE_FEED);

/** A body of lines as it arrives. It is read only as fast as the consumer asks for it. */
export class Arriving {
  private isWhole = false;
  private patienceMs = LINE_LIMIT_MS;

  constructor(
    private readonly request: IncomingMessage,
    private readonly clock: Clock,
    private readonly stop: AbortSignal,
  ) {}

  /** Whether the whole body was handed on. The request itself may have ended earlier. */
  get hasEnded(): boolean {
    return this.isWhole;
  }

  /**
   * A final line end is added, since the last line may lack one. If `stop` aborts, none is added: the last line may be
   * incomplete.
   * @throws HttpProblem 408 if a line does not end in time. Only time spent waiting for the client counts.
   */
  async *pieces(): AsyncGenerator<Buffer> {
    // The response continues after the request is no longer read.
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
    // A piece that won the race after the time limit was in time: the event loop was blocked.
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
      // Reading fails when the client disconnects.
      if (this.stop.aborted) return undefined;
      throw error;
    } finally {
      this.stop.removeEventListener('abort', end);
      waiting.abort();
    }
  }
}

async function giveUp(): Promise<never> {
  // First read the data that arrived while the event loop was blocked.
  await nextTurn();
  throw stalled();
}

function stalled(): HttpProblem {
  const headers = { Connection: 'close' };
  return new HttpProblem(408, 'request_timeout', 'The rest of the request did not arrive in time.', {
    headers,
  });
}
