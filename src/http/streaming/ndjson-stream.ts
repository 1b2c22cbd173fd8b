import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../../common/clock.js';
import { Shutdown } from '../../common/shutdown.js';
import { Arriving } from '../body/arriving.js';
import { BodyRoom } from '../body/body-room.js';
import { closedSignal } from './server-sent-events.js';
import { continueIfAsked } from '../body/json-body.js';
import { type JsonLine, NDJSON_TYPE, readLines } from './ndjson.js';
import { exemptFromTimeLimit } from '../server/request-time-limit.js';
import { writeInTime } from '../server/write-in-time.js';

const STREAM_HEADERS = {
  'Content-Type': NDJSON_TYPE,
  // nginx would buffer results otherwise.
  'X-Accel-Buffering': 'no',
};

/** Answers a request of any number of JSON lines with JSON lines, while the request still arrives. */
@Injectable()
export class NdjsonStream {
  constructor(
    private readonly clock: Clock,
    private readonly shutdown: Shutdown,
    private readonly room: BodyRoom,
  ) {}

  /**
   * At most two parts of the input are in memory: one is being processed, while the results of the previous one are
   * being sent. This gives back-pressure: input is read no faster than the client reads its results.
   * If the service stops, lines read so far are answered, and the connection closes without the end of the response.
   * @throws HttpProblem 408 if the input stalls
   */
  async run(
    request: Request,
    response: Response,
    work: (lines: readonly JsonLine[]) => Promise<readonly object[]>,
  ): Promise<void> {
    exemptFromTimeLimit(request);
    const closed = closedSignal(response);
    const stop = eitherOf(closed, this.shutdown.signal);
    continueIfAsked(request, response);
    const body = new Arriving(request, this.clock, stop.signal);
    let sent = Promise.resolve();
    try {
      for await (const lines of readLines(body.pieces(), () => this.room.budgetFor(request))) {
        const answers = await work(lines);
        await sent;
        sent = this.send(response, answers, closed);
        // Otherwise lines that need no disk access would starve other requests of the event loop.
        await nextTurn();
      }
    } finally {
      stop.forget();
      await sent;
    }
    if (body.hasEnded) end(response, closed);
    else response.socket?.destroySoon();
  }

  /** Resolves when there is room for more, or when the client has disconnected. */
  private async send(response: Response, answers: readonly object[], closed: AbortSignal): Promise<void> {
    if (closed.aborted) return;
    if (!response.headersSent) response.writeHead(200, STREAM_HEADERS);
    const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
    await writeInTime(response, text, closed, this.clock);
  }
}

function end(response: Response, closed: AbortSignal): void {
  if (closed.aborted) return;
  if (!response.headersSent) response.writeHead(200, STREAM_HEADERS);
  response.end();
}

/** Aborts with the first of several signals. `AbortSignal.any` would leak memory with long-lived signals. */
function eitherOf(...signals: readonly AbortSignal[]): { signal: AbortSignal; forget: () => void } {
  const either = new AbortController();
  const abort = (): void => either.abort();
  for (const signal of signals) {
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  }
  return {
    signal: either.signal,
    forget: () => signals.forEach((signal) => signal.removeEventListener('abort', abort)),
  };
}
