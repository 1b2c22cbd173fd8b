import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.js';
import { DomainError } from '../domain-error.js';

/** How long a client may send nothing while it is waited for. */
const STALL_LIMIT_MS = 15_000;
const LINE_END = Buffer.from('\n');

/**
 * The pieces of a body of lines as they arrive, as fast as they are asked for. At its end comes a line end, which its
 * last line may lack; if `stop` aborts there is none, since nobody knows whether that line was whole.
 * @throws DomainError 408 if nothing comes for too long while it is waited for
 */
export async function* arriving(
  request: IncomingMessage,
  clock: Clock,
  stop: AbortSignal,
): AsyncGenerator<Buffer> {
  // The answer to the request goes on when its reading stops.
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  while (!stop.aborted) {
    const piece = await nextPiece(pieces, clock, stop);
    if (piece === undefined) return;
    yield piece.value ?? LINE_END;
    if (piece.done) return;
  }
}

/** @returns undefined if `stop` aborts first */
async function nextPiece(
  pieces: AsyncIterator<Buffer, undefined>,
  clock: Clock,
  stop: AbortSignal,
): Promise<IteratorResult<Buffer, undefined> | undefined> {
  const waiting = new AbortController();
  const end = (): void => waiting.abort();
  stop.addEventListener('abort', end);
  const limit = clock.sleep(STALL_LIMIT_MS, waiting.signal).then(
    () => Promise.reject(stalled()),
    () => undefined,
  );
  try {
    return await Promise.race([pieces.next(), limit]);
  } catch (error) {
    // A client that goes breaks the reading off.
    if (stop.aborted) return undefined;
    throw error;
  } finally {
    stop.removeEventListener('abort', end);
    waiting.abort();
  }
}

function stalled(): DomainError {
  const headers = { Connection: 'close' };
  return new DomainError(408, 'request_timeout', 'The request did not go on in time.', { headers });
}
