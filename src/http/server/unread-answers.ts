import type { Socket } from 'node:net';
import { unreadBytes } from './unread-bytes.js';

/** How many bytes of answers may wait in the process until their clients read them. */
const UNREAD_LIMIT = 32 * 1024 * 1024;

/**
 * Answers that the kernel does not take, since their clients do not read. Past the limit the address that leaves most
 * of all unread loses connections, those first on which most is unread: who reads, if slowly, leaves less and less.
 */
export class UnreadAnswers {
  private readonly sockets = new Set<Socket>();
  private readonly followed = new WeakSet<Socket>();

  constructor(private readonly limit = UNREAD_LIMIT) {}

  /** To be called when something was written to it. */
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

  /** @returns how many bytes wait */
  private forgetRead(): number {
    let bytes = 0;
    for (const socket of this.sockets) {
      if (socket.writableLength === 0) this.sockets.delete(socket);
      else bytes += socket.writableLength;
    }
    return bytes;
  }

  /** Of several that leave as much, the one that has waited longest. */
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

/** The first of those with the highest figure. */
function mostOf<Item>(items: readonly Item[], figure: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (most, item) => (most === undefined || figure(item) > figure(most) ? item : most),
    undefined,
  );
}
