import type { Socket } from 'node:net';

/** How many bytes of answers may wait in the process until their clients read them. */
const UNREAD_LIMIT = 32 * 1024 * 1024;

/** Answers that the kernel does not take, since their clients do not read. Past the limit the oldest are given up. */
export class UnreadAnswers {
  private readonly sockets = new Set<Socket>();
  private readonly followed = new WeakSet<Socket>();

  /** To be called when something was written to it. */
  note(socket: Socket): void {
    if (socket.writableLength === 0 || socket.destroyed) return;
    this.sockets.add(socket);
    if (!this.followed.has(socket)) socket.once('close', () => this.sockets.delete(socket));
    this.followed.add(socket);
    this.keepWithinLimit();
  }

  private keepWithinLimit(): void {
    let excess = this.forgetRead() - UNREAD_LIMIT;
    for (const socket of this.sockets) {
      if (excess <= 0) return;
      excess -= socket.writableLength;
      this.sockets.delete(socket);
      socket.destroy();
    }
  }

  /** @returns how many bytes wait */
  private forgetRead(): number {
    let bytes = 0;
    for (const socket of this.sockets) {
      if (socket.writableLength === 0) this.sockets.delete(socket);
      else bytes += socket.writableLength;
    }
    return bytes;
  }
}
