import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchanges } from './exchanges.js';
import { stillMoves } from './unread-bytes.js';

/** How long a client may read nothing of a response. */
const TAKE_LIMIT_MS = 30_000;

/** Closes connections whose clients do not read their response. Node emits `timeout` for idle connections. */
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
