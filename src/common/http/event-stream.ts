import { once } from 'node:events';
import type { Response } from 'express';

export const EVENT_STREAM = 'text/event-stream';

/** An event of a stream (HTML standard, section 9.2, "Server-sent events"). */
export interface StreamEvent {
  readonly id: number;
  readonly event: string;
  readonly data: object;
}

/** Aborts when the client has gone, or has got its answer. */
export function closedSignal(response: Response): AbortSignal {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  if (response.closed) closed.abort();
  return closed.signal;
}

/**
 * Streams events to a client, no faster than it reads; an empty batch becomes a heartbeat. If there is nothing to
 * stream at all, the answer is 204, which tells an `EventSource` not to come back.
 */
export async function sendEvents(
  response: Response,
  batches: AsyncIterable<readonly StreamEvent[]>,
): Promise<void> {
  for await (const batch of batches) {
    if (!response.headersSent) {
      response.writeHead(200, { 'Content-Type': EVENT_STREAM, 'Cache-Control': 'no-store' });
    }
    const text = batch.length > 0 ? batch.map(format).join('') : ': still here\n\n';
    if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (response.closed) return;
  }
  if (!response.headersSent) response.status(204);
  response.end();
}

function format({ id, event, data }: StreamEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
