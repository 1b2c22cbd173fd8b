import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnreadAnswers } from './unread-answers.js';

const MEBIBYTE = 1024 * 1024;
/** Far more than the kernel buffers for a client that does not read. */
const ANSWER = Buffer.alloc(16 * MEBIBYTE);
const LIMIT = 40 * MEBIBYTE;

interface Pair {
  readonly client: Socket;
  readonly socket: Socket;
}

describe('answers that wait to be read', () => {
  let server: Server;
  let unread: UnreadAnswers;
  let clients: Socket[];

  beforeEach(async () => {
    clients = [];
    unread = new UnreadAnswers(LIMIT);
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    clients.forEach((client) => client.destroy());
    await new Promise((closed) => server.close(closed));
  });

  /** @param address the remote address that the connection reports */
  async function open(address: string): Promise<Pair> {
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    clients.push(client);
    const [socket] = await connected;
    socket.on('error', () => undefined);
    Object.defineProperty(socket, 'remoteAddress', { value: address });
    return { client, socket };
  }

  function answer({ socket }: Pair, bytes = ANSWER): void {
    socket.write(bytes);
    unread.note(socket);
  }

  /** Reads `bytes` on the client. */
  async function read({ client }: Pair, bytes: number): Promise<void> {
    const begin = client.bytesRead;
    while (client.bytesRead - begin < bytes) {
      if (client.read() === null) await once(client, 'readable');
    }
  }

  it('cost a slow reader nothing, even if it has waited longest', async () => {
    const slow = await open('proxy');
    answer(slow);
    await read(slow, ANSWER.length / 2);
    const greedy = [await open('proxy'), await open('proxy'), await open('proxy')];
    for (const pair of greedy) {
      answer(pair);
      await read(slow, MEBIBYTE);
    }
    expect(slow.socket.destroyed).toBe(false);
    expect(greedy.map(({ socket }) => socket.destroyed)).toEqual([true, true, false]);
    await read(slow, ANSWER.length - slow.client.bytesRead);
  });

  it('cost only the address with the most unread bytes its connections', async () => {
    const other = await open('other');
    const greedy: Pair[] = [];
    for (let count = 0; count < 4; count++) greedy.push(await open('greedy'));
    answer(other);
    for (const pair of greedy) answer(pair, ANSWER.subarray(0, 10 * MEBIBYTE));
    expect(other.socket.destroyed).toBe(false);
    expect(greedy.map(({ socket }) => socket.destroyed)).toEqual([true, true, false, false]);
  });
});
