import type { Response } from 'express';
import type { Clock } from '../../common/clock.js';
import { writeInTime } from '../server/write-in-time.js';

/**
 * Streams text to a client, no faster than it reads. If there is no text at all, the response is 204.
 * @param closed aborts when the client disconnects
 */
export async function streamAnswer(
  response: Response,
  contentType: string,
  texts: AsyncIterable<string>,
  closed: AbortSignal,
  clock: Clock,
): Promise<void> {
  // nginx would buffer a stream otherwise.
  const headers = { 'Content-Type': contentType, Vary: 'Accept', 'X-Accel-Buffering': 'no' };
  for await (const text of texts) {
    if (closed.aborted) return;
    if (!response.headersSent) response.writeHead(200, headers);
    if (response.req.method === 'HEAD') break;
    if (text !== '') await writeInTime(response, text, closed, clock);
  }
  if (!response.headersSent) response.status(204);
  response.end();
}
