import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { orderBody } from '../support/orders.js';
import { RawConnection, raw } from '../support/http/raw-http.js';
import { ServiceProcess } from '../support/processes/service-process.js';
import { until } from '../support/until.js';

/** Longer than each time limit: 10 s for headers, 15 s for a body or a line, 30 s to take an answer. */
const BLOCKED_MS = 32_000;
const PATIENCE_MS = 90_000;
const JSON_TYPE = 'Content-Type: application/json';
const LIVE = raw('GET /health/live');
const BUNDLE = raw('GET /docs/swagger-ui-bundle.js');
const BUNDLES = 20;

let directory: string;
let service: ServiceProcess;
let open: RawConnection[];

beforeEach(async () => {
  open = [];
  directory = await mkdtemp(join(tmpdir(), 'blocked-'));
  service = await ServiceProcess.start(directory, {
    NODE_OPTIONS: '--import=./test/support/processes/block-on-signal.js',
    BLOCK_MS: String(BLOCKED_MS),
    BLOCK_SIGN: sign(),
  });
});

afterEach(async () => {
  open.forEach((connection) => connection.destroy());
  await service.kill();
  await rm(directory, { recursive: true });
});

const sign = (): string => join(directory, 'blocked');

function connect(bytes: Buffer): RawConnection {
  const connection = new RawConnection(service.url, PATIENCE_MS);
  open.push(connection);
  connection.send(bytes);
  return connection;
}

const order = (order_id: string): string => JSON.stringify(orderBody({ order_id }));

/** Asked for its body, which thereby is being waited for. */
async function begunBody(headers: string[]): Promise<RawConnection> {
  const connection = connect(raw('POST /orders', [JSON_TYPE, 'Expect: 100-continue', ...headers]));
  expect((await connection.next()).status).toBe(100);
  return connection;
}

async function begunLine(line: string): Promise<RawConnection> {
  const connection = connect(
    raw('POST /orders/batch', ['Content-Type: application/x-ndjson', 'Content-Length: 10000']),
  );
  const first = `${order('first')}\n`;
  connection.send(`${first}${line.slice(0, 5)}`);
  await connection.whenReceived('"created"');
  return connection;
}

/** Half of its headers have come in one piece with a request that was answered. */
async function begunHeaders(request: Buffer): Promise<RawConnection> {
  const connection = connect(Buffer.concat([LIVE, request.subarray(0, 30)]));
  expect((await connection.next()).status).toBe(200);
  return connection;
}

it('a process that was blocked for longer than a time limit blames nobody who was in time', async () => {
  const body = order('body');
  const ofBody = await begunBody([`Content-Length: ${body.length}`]);
  const head = raw('POST /orders', [JSON_TYPE, `Content-Length: ${order('head').length}`], order('head'));
  const ofHead = await begunHeaders(head);
  const ofLine = await begunLine(order('line'));
  const idle = await begunHeaders(Buffer.of());
  const taking = connect(Buffer.concat(Array.from({ length: BUNDLES }, () => BUNDLE)));
  expect((await taking.next()).status).toBe(200);

  service.signal('SIGUSR2');
  await until(() => Promise.resolve(existsSync(sign())));
  ofBody.send(body);
  ofHead.send(head.subarray(30));
  ofLine.send(`${order('line').slice(5)}\n`);
  idle.send(LIVE);
  const whole = Promise.all(Array.from({ length: BUNDLES - 1 }, () => taking.next()));

  expect((await ofBody.next()).status).toBe(201);
  expect((await ofHead.next()).status).toBe(201);
  expect((await idle.next()).status).toBe(200);
  await ofLine.whenReceived('"line"');
  for (const { status } of await whole) expect(status).toBe(200);
});
