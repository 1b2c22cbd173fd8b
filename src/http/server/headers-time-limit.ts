import type { Server } from 'node:http';
import { BEAT_MS, onBeat } from '../../common/deaf-time.js';

export const HEADERS_LIMIT_MS = 10_000;

/**
 * Gives headers as much longer as the process did not listen meanwhile. Node judges by what has passed alone, and
 * before it reads what has come since.
 */
export function limitHeadersTime(server: Server): void {
  let listenedMs = 0;
  let deaf: { readonly ms: number; readonly countsUntil: number }[] = [];
  onBeat(server, (ms) => {
    listenedMs += BEAT_MS;
    if (ms > 0) deaf.push({ ms, countsUntil: listenedMs + HEADERS_LIMIT_MS });
    deaf = deaf.filter(({ countsUntil }) => countsUntil > listenedMs);
    server.headersTimeout = HEADERS_LIMIT_MS + BEAT_MS + deaf.reduce((sum, { ms: more }) => sum + more, 0);
  });
}
