import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.js';
import { DomainError } from '../domain-error.js';

/** How long a client may send nothing while it is waited for. */
const STALL_LIMIT_MS = 15_000;
const LINE_END = Buffer.from('\n');

/** A body of lines as it arrives, as fast as it is asked for. */
export class Arriving {
  private isWhole = false;

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
   * @throws DomainError 408 if nothing comes for too long while it is waited for
   */
  async *pieces(): AsyncGenerator<Buffer> {
    // The answer to the request goes on when its reading stops.
    const pieces = this.request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
    while (!this.stop.aborted) {
      const piece = await this.nextOf(pieces);
      if (piece === undefined) return;
      this.isWhole = piece.done === true;
      yield piece.value ?? LINE_END;
      if (piece.done) return;
    }
  }

  /** @returns undefined if `stop` aborts first */
  private async nextOf(
    pieces: AsyncIterator<Buffer, undefined>,
  ): Promise<IteratorResult<Buffer, undefined> | undefined> {
    const waiting = new AbortController();
    const end = (): void => waiting.abort();
    this.stop.addEventListener('abort', end);
    const limit = this.clock.sleep(STALL_LIMIT_MS, waiting.signal).then(
      () => Promise.reject(stalled()),
      () => undefined,
    );
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

function stalled(): DomainError {
  const headers = { Connection: 'close' };
  return new DomainError(408, 'request_timeout', 'The request did not go on in time.', { headers });
}
