import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { SystemClock } from '../../common/clock.js';
import { Shutdown } from '../../common/shutdown.js';
import { BodyRoom } from '../body/body-room.js';
import type { JsonLine } from './ndjson.js';
import { NdjsonStream } from './ndjson-stream.js';

describe('an exchange of lines', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.close();
  });

  it('has no end if a stop dropped the last line, which had arrived without a line end', async () => {
    const clock = new SystemClock();
    const shutdown = new Shutdown(clock);
    const exchange = new NdjsonStream(clock, shutdown, new BodyRoom());
    const { address: host, port } = server.address() as AddressInfo;
    const client = request({ host, port, method: 'POST', agent: false });
    client.on('error', () => undefined);
    let parts = 0;
    server.on('request', (incoming: Request, outgoing: Response) => {
      const work = async (lines: readonly JsonLine[]): Promise<readonly object[]> => {
        if (parts++ === 0) client.end('2\n"last"');
        while (!(parts === 1 ? incoming.complete : incoming.readableEnded)) await nextTurn();
        if (parts > 1) shutdown.begin(0);
        return lines;
      };
      void exchange.run(incoming, outgoing, work);
    });
    client.write('1\n');
    const [answer] = (await once(client, 'response')) as [IncomingMessage];
    let text = '';
    answer.on('data', (bytes: Buffer) => (text += bytes.toString()));
    answer.on('error', () => undefined);
    await new Promise((closed) => answer.once('close', closed));
    expect({ text, isWhole: answer.complete }).toEqual({
      text: '{"value":1}\n{"value":2}\n',
      isWhole: false,
    });
  });
});
