import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Exchanges } from './exchanges.js';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

const server = createServer();
let exchanges: Exchanges;
let client: Socket;
let socket: Socket;

beforeEach(async () => {
  server.removeAllListeners('request');
  exchanges = new Exchanges(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [socket] = await connected;
});

afterEach(async () => {
  client.destroy();
  await new Promise((closed) => server.close(closed));
});

async function receive(bytes: string, requests: number): Promise<ServerResponse[]> {
  client.write(bytes);
  for (let count = 0; count < requests; count++) await once(server, 'request');
  return exchanges.responses();
}

it('tracks a request until it is answered', async () => {
  const [response] = await receive(GET, 1);
  expect(exchanges.awaitingAnswer(socket)).toEqual([response]);
  const answered = exchanges.whenAnswered(socket);
  response?.end();
  await answered;
  expect(exchanges.responses()).toEqual([]);
});

it('forgets queued responses when their connection breaks', async () => {
  server.on('request', () => undefined);
  const seen = new Promise<void>((resolve) => {
    let count = 0;
    server.on('request', () => ++count === 20 && resolve());
  });
  client.write(GET.repeat(20));
  await seen;
  expect(exchanges.responses()).toHaveLength(20);
  const answered = exchanges.whenAnswered(socket);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  client.resetAndDestroy();
  await Promise.all([closed, answered]);
  expect(exchanges.responses()).toEqual([]);
});

it('does not count time in which the event loop was blocked', async () => {
  server.on('request', () => undefined);
  await receive('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n', 1);
  exchanges.wasStalled(60_000);
  expect(exchanges.takeOverdue(30_000)).toEqual([]);
  exchanges.wasStalled(-60_000);
  expect(exchanges.takeOverdue(-1)).toHaveLength(1);
});
