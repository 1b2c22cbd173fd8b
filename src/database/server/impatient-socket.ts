import { Socket } from 'node:net';

/** Interval of the TCP keep-alive probes. */
export const KEEP_ALIVE_MS = 10_000;

/**
 * A socket that closes when its peer has been silent for this long. Time limits of the server do not help when the server is
 * cut off, and drivers keep waiting on a connection whose answer is overdue.
 */
export function impatientSocket(limitMs: number): Socket {
  const socket = new Socket();
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setTimeout(limitMs, () => {
    socket.destroy(
      Object.assign(new Error(`The database was silent for ${limitMs} ms.`), { code: 'ETIMEDOUT' }),
    );
  });
  return socket;
}
