import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { RawConnection, raw, rawOrder } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { ServiceProcess } from '../../support/processes/service-process.js';

const REFUSED = 20;

let directory: string;
let service: ServiceProcess;
let open: RawConnection[];

beforeEach(async () => {
  open = [];
  directory = await mkdtemp(join(tmpdir(), 'refused-'));
  service = await ServiceProcess.start(directory, { MAX_CONNECTIONS: '1' });
});

afterEach(async () => {
  open.forEach((connection) => connection.destroy());
  await service.kill();
  await rm(directory, { recursive: true });
});

function connect(bytes: Buffer): RawConnection {
  const connection = new RawConnection(service.url);
  connection.send(bytes);
  open.push(connection);
  return connection;
}

it('of a refused connection nothing is done that came with it', async () => {
  const first = connect(raw('GET /orders'));
  expect((await first.next()).status).toBe(200);
  // By the time it goes on all bytes of these have come with their connections.
  service.signal('SIGSTOP');
  const refused = Array.from({ length: REFUSED }, (_, index) =>
    connect(rawOrder(JSON.stringify(orderBody({ order_id: `refused-${index}` })))),
  );
  await Promise.all(refused.map((connection) => connection.whenSent()));
  service.signal('SIGCONT');
  for (const connection of refused) {
    expectProblem(await connection.next(), { status: 503, code: 'too_many_connections' });
    expect(await connection.rest()).toBe('');
  }
  first.send(raw('GET /orders'));
  expect(JSON.parse((await first.next()).body)).toMatchObject({ data: [] });
});
