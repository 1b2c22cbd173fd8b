import { Socket } from 'node:net';

/** How often the system asks a silent peer whether it is still there. */
export const KEEP_ALIVE_MS = 10_000;

/**
 * A socket that breaks when its peer has been silent for so long. No time limit of the server helps against a server
 * that cannot be heard any more, and drivers leave a connection in use whose answer is overdue.
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
