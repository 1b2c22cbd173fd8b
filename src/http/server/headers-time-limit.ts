import type { Server } from 'node:http';
import { BEAT_MS, onBeat } from '../../common/event-loop-stalls.js';

export const HEADERS_LIMIT_MS = 10_000;

/**
 * Extends the time limit for headers by the time in which the event loop was blocked. Node counts elapsed time only,
 * and checks it before it reads the data that has arrived since.
 */
export function limitHeadersTime(server: Server): void {
  let listenedMs = 0;
  let stalls: { readonly ms: number; readonly countsUntil: number }[] = [];
  onBeat(server, (ms) => {
    listenedMs += BEAT_MS;
    if (ms > 0) stalls.push({ ms, countsUntil: listenedMs + HEADERS_LIMIT_MS });
    stalls = stalls.filter(({ countsUntil }) => countsUntil > listenedMs);
    server.headersTimeout = HEADERS_LIMIT_MS + BEAT_MS + stalls.reduce((sum, { ms: more }) => sum + more, 0);
  });
}
