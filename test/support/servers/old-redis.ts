import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

const COMMAND = /\*\d+\r\n\$\d+\r\n(\w+)\r\n/g;

/** Speaks like a Redis of a version that cannot be installed any more, as far as it says which one it is. */
export class OldRedis {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly info: string,
  ) {}

  static async start(version: string): Promise<OldRedis> {
    const server = createServer();
    const redis = new OldRedis(server, `redis_version:${version}\r\n`);
    server.on('connection', (socket) => redis.answer(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private answer(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const [, command] of data.toString().matchAll(COMMAND))
        socket.write(command === 'info' ? `$${this.info.length}\r\n${this.info}\r\n` : '+OK\r\n');
    });
  }
}
