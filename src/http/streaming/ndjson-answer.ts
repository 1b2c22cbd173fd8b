import type { Response } from 'express';
import type { Clock } from '../../common/clock.js';
import { writeInTime } from '../server/write-in-time.js';
import { NDJSON_TYPE } from './ndjson.js';

const STREAM_HEADERS = { 'Content-Type': NDJSON_TYPE, Vary: 'Accept', 'X-Accel-Buffering': 'no' };

/**
 * Streams lines of JSON to a client, no faster than it reads.
 * @param closed aborts when the client disconnects
 */
export async function sendLines(
  response: Response,
  batches: AsyncIterable<readonly object[]>,
  closed: AbortSignal,
  clock: Clock,
): Promise<void> {
  for await (const batch of batches) {
    if (closed.aborted) return;
    if (!response.headersSent) response.writeHead(200, STREAM_HEADERS);
    if (response.req.method === 'HEAD') break;
    const text = batch.map((line) => `${JSON.stringify(line)}\n`).join('');
    if (text !== '') await writeInTime(response, text, closed, clock);
  }
  response.end();
}
