import type { Server } from 'node:http';

export const BEAT_MS = 500;

/**
 * Calls `beat` twice a second while the server listens. `stalledMs` is how long the event loop was blocked since the last
 * call: the process was busy or suspended. Time limits of clients must not count that time.
 */
export function onBeat(server: Server, beat: (stalledMs: number) => void): void {
  let beatAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    const passedMs = performance.now() - beatAt;
    beatAt += passedMs;
    beat(Math.max(0, passedMs - BEAT_MS));
  };
  // The first listener, so that it runs before Node's own check of connections, which starts on `listening`.
  server.prependListener('listening', () => {
    beatAt = performance.now();
    timer = setInterval(call, BEAT_MS).unref();
  });
  server.on('close', () => clearInterval(timer));
}
