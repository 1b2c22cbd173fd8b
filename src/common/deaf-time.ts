import type { Server } from 'node:http';

export const BEAT_MS = 500;

/**
 * Calls twice a second while the server listens, and tells for how long the process did not listen to anybody since
 * the last call, since it was busy or stopped. That is not its clients' time.
 */
export function onBeat(server: Server, beat: (deafMs: number) => void): void {
  let beatAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    const passedMs = performance.now() - beatAt;
    beatAt += passedMs;
    beat(Math.max(0, passedMs - BEAT_MS));
  };
  // First of all, and so before Node's own check of connections, which begins when the server listens.
  server.prependListener('listening', () => {
    beatAt = performance.now();
    timer = setInterval(call, BEAT_MS).unref();
  });
  server.on('close', () => clearInterval(timer));
}
