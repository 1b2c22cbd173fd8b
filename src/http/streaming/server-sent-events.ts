import type { Response } from 'express';
import type { Clock } from '../../common/clock.js';
import { streamAnswer } from './streamed-answer.js';

export const EVENT_STREAM = 'text/event-stream';

/** An event of a stream (HTML standard, section 9.2, "Server-sent events"). */
export interface StreamEvent {
  /** From where a client resumes; none for an event that does not move it on. */
  readonly id?: number;
  /** Without an event a block only moves the client on. */
  readonly event?: string;
  readonly data?: object;
}

/** Aborts when the client disconnects, or has received its response. */
export function closedSignal(response: Response): AbortSignal {
  const closed = new AbortController();
  const { socket } = response.req;
  const close = (): void => closed.abort();
  // Listens on the socket, since a queued response gets no event when its connection closes. Each queued response adds
  // a listener.
  socket.setMaxListeners(0).once('close', close);
  response.once('close', () => {
    socket.off('close', close);
    close();
  });
  if (response.closed || socket.destroyed) close();
  return closed.signal;
}

/**
 * Streams events to a client, no faster than it reads; an empty batch becomes a heartbeat. If there is no batch at all,
 * the response is 204, which tells an `EventSource` not to reconnect.
 * @param closed aborts when the client disconnects
 */
export async function sendEvents(
  response: Response,
  batches: AsyncIterable<readonly StreamEvent[]>,
  closed: AbortSignal,
  clock: Clock,
): Promise<void> {
  await streamAnswer(response, EVENT_STREAM, toTexts(batches), closed, clock);
}

async function* toTexts(batches: AsyncIterable<readonly StreamEvent[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.length > 0 ? batch.map(format).join('') : ': still here\n\n';
}

function format({ id, event, data }: StreamEvent): string {
  const place = id === undefined ? '' : `id: ${id}\n`;
  const what = event === undefined ? '' : `event: ${event}\ndata: ${JSON.stringify(data)}\n`;
  return `${place}${what}\n`;
}
