import type { Socket } from 'node:net';

/** Only this internal field shows how much of a pending write the kernel has taken. */
type WritingSocket = Socket & { readonly _handle?: { readonly writeQueueSize?: number } | null };

/** How many written bytes wait in the process. */
export function unreadBytes(socket: WritingSocket): number {
  return socket._handle?.writeQueueSize ?? socket.writableLength;
}

/** Reports whether bytes move on the connection in the next turn of the event loop, which may have been blocked. */
export function stillMoves(socket: Socket, tell: (moves: boolean) => void): void {
  const before = progress(socket);
  setImmediate(() => tell(progress(socket) !== before));
}

function progress(socket: Socket): number {
  return socket.bytesRead - unreadBytes(socket);
}
