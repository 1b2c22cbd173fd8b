import type { Socket } from 'node:net';
import { unreadBytes } from './unread-bytes.js';

/** How many bytes of responses may wait in the process for clients to read them. */
const UNREAD_LIMIT = 32 * 1024 * 1024;

/**
 * Responses that the kernel does not take because their clients do not read. Beyond the limit the address with the most
 * unread bytes loses connections, those with the most unread bytes first. A slow reader is safe: it frees bytes.
 */
export class UnreadAnswers {
  private readonly sockets = new Set<Socket>();
  private readonly followed = new WeakSet<Socket>();

  constructor(private readonly limit = UNREAD_LIMIT) {}

  /** To be called after each write to a socket. */
  note(socket: Socket): void {
    if (socket.writableLength === 0 || socket.destroyed) return;
    this.sockets.add(socket);
    if (!this.followed.has(socket)) socket.once('close', () => this.sockets.delete(socket));
    this.followed.add(socket);
    this.keepWithinLimit();
  }

  private keepWithinLimit(): void {
    let excess = this.forgetRead() - this.limit;
    while (excess > 0) {
      const socket = this.mostUnread();
      if (!socket) return;
      excess -= socket.writableLength;
      this.sockets.delete(socket);
      socket.destroy();
    }
  }

  /** @returns the total of unread bytes */
  private forgetRead(): number {
    let bytes = 0;
    for (const socket of this.sockets) {
      if (socket.writableLength === 0) this.sockets.delete(socket);
      else bytes += socket.writableLength;
    }
    return bytes;
  }

  /** Among equals, the socket that has waited longest. */
  private mostUnread(): Socket | undefined {
    const ofAddress = new Map<string | undefined, number>();
    for (const { remoteAddress, writableLength } of this.sockets) {
      ofAddress.set(remoteAddress, (ofAddress.get(remoteAddress) ?? 0) + writableLength);
    }
    const [address] = mostOf([...ofAddress], ([, bytes]) => bytes) ?? [];
    const candidates = [...this.sockets].filter(({ remoteAddress }) => remoteAddress === address);
    return mostOf(candidates, unreadBytes);
  }
}

/** The item with the highest figure; the first of several. */
function mostOf<Item>(items: readonly Item[], figure: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (most, item) => (most === undefined || figure(item) > figure(most) ? item : most),
    undefined,
  );
}
