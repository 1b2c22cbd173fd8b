import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchanges } from './exchanges.js';
import { stillMoves } from './unread-bytes.js';

/** How long a client may leave an answer where it is. */
const TAKE_LIMIT_MS = 30_000;

/** Lets go of clients that take no byte of their answer for too long. Node tells of connections on which nothing moves. */
export function limitTakeTime(server: Server, exchanges: Exchanges): void {
  server.timeout = TAKE_LIMIT_MS;
  server.on('timeout', (socket: Socket) => {
    stillMoves(socket, (moves) => {
      const isBeingWaitedFor = exchanges.count(socket) > 0 && socket.writableLength === 0;
      if (moves) socket.setTimeout(socket.timeout ?? TAKE_LIMIT_MS);
      else if (!isBeingWaitedFor) socket.destroy();
    });
  });
}
