import type { Socket } from 'node:net';

/** Node tells no other way how much of what it is writing the kernel has taken. */
type WritingSocket = Socket & { readonly _handle?: { readonly writeQueueSize?: number } | null };

/** How much of what was written to it waits in the process. */
export function unreadBytes(socket: WritingSocket): number {
  return socket._handle?.writeQueueSize ?? socket.writableLength;
}

/** Whether bytes move on the connection when the process listens again: it may have been busy for a while. */
export function stillMoves(socket: Socket, tell: (moves: boolean) => void): void {
  const before = progress(socket);
  setImmediate(() => tell(progress(socket) !== before));
}

function progress(socket: Socket): number {
  return socket.bytesRead - unreadBytes(socket);
}
