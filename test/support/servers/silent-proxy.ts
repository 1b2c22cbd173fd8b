import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Stands between an app and its database or Redis, and can fall silent: it then takes everything and passes nothing on. */
export class SilentProxy {
  private readonly sockets = new Set<Socket>();
  private readonly forgotten = new WeakSet<Socket>();
  private isSilent = false;
  private hasVanished = false;

  private constructor(
    private readonly server: Server,
    private target: URL,
  ) {}

  /** @param port 0 takes any free one */
  static async to(target: URL, port = 0): Promise<SilentProxy> {
    const server = createServer();
    const proxy = new SilentProxy(server, target);
    server.on('connection', (socket) => proxy.join(socket));
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** Like the target's, but through here. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  fallSilent(): void {
    this.isSilent = true;
  }

  /** Falls silent as a machine does that has lost its power: the other end does not learn that connections have ended. */
  vanish(): void {
    this.fallSilent();
    this.hasVanished = true;
  }

  /** Passes on what comes from now on. What was swallowed is lost. */
  speak(): void {
    this.isSilent = false;
    this.hasVanished = false;
  }

  /** Passes on what comes on new connections alone; the ones there are stay open and silent, as behind a firewall that has lost its memory. */
  speakToNewOnes(): void {
    for (const socket of this.sockets) this.forgotten.add(socket);
    this.isSilent = false;
  }

  /** Leads to another one from now on; connections that there are stay as they are. */
  turnTo(target: URL): void {
    this.target = target;
  }

  /** Breaks the connections that there are. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (data) => {
        if (!this.isSilent && !this.forgotten.has(from)) to.write(data);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        if (!this.hasVanished) to.destroy();
      });
    }
  }
}
