import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchanges } from './exchanges.js';

/** How long a client may leave an answer where it is. */
const TAKE_LIMIT_MS = 30_000;

/** Lets go of clients that take no byte of their answer for too long. Node tells of connections on which nothing moves. */
export function limitTakeTime(server: Server, exchanges: Exchanges): void {
  server.timeout = TAKE_LIMIT_MS;
  server.on('timeout', (socket: Socket) => {
    const isBeingWaitedFor = exchanges.count(socket) > 0 && socket.writableLength === 0;
    if (!isBeingWaitedFor) socket.destroy();
  });
}
