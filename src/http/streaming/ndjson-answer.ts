import type { Response } from 'express';
import type { Clock } from '../../common/clock.js';
import { NDJSON_TYPE } from './ndjson.js';
import { streamAnswer } from './streamed-answer.js';

/** Streams lines of JSON to a client. @param closed aborts when the client disconnects */
export async function sendLines(
  response: Response,
  batches: AsyncIterable<readonly object[]>,
  closed: AbortSignal,
  clock: Clock,
): Promise<void> {
  await streamAnswer(response, NDJSON_TYPE, toTexts(batches), closed, clock);
}

async function* toTexts(batches: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((line) => `${JSON.stringify(line)}\n`).join('');
}
