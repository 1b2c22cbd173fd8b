import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RawConnection, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';

const BODY_BYTES = 200 * 1024;
const TOGETHER = 60;
const TURN_BYTES = 1024 * 1024;

describe('many bodies that arrive at once', () => {
  let app: TestApp;
  let isOver: boolean;
  let open: RawConnection[];
  let turn = 0;
  let parsedIn: Map<number, number>;

  beforeEach(async () => {
    app = await TestApp.start();
    isOver = false;
    open = [];
    parsedIn = new Map();
    const parse = JSON.parse.bind(JSON);
    jest.spyOn(JSON, 'parse').mockImplementation((text: string) => {
      if (text.length > BODY_BYTES / 2) parsedIn.set(turn, (parsedIn.get(turn) ?? 0) + text.length);
      return parse(text) as unknown;
    });
    void countTurns();
  });

  afterEach(async () => {
    isOver = true;
    jest.restoreAllMocks();
    open.forEach((connection) => connection.destroy());
    await app.dispose();
  });

  async function countTurns(): Promise<void> {
    for (; !isOver; turn++) await nextTurn();
  }

  /** All but its last byte is sent first. */
  function begin(type: string, body: string): RawConnection {
    const connection = new RawConnection(app.url);
    const head = [`Content-Type: ${type}`, `Content-Length: ${body.length}`];
    connection.send(raw(`POST /orders/batch`, head, body.slice(0, -1)));
    open.push(connection);
    return connection;
  }

  it.each([
    ['application/json', '[1]', 400],
    ['application/x-ndjson', '1\n', 200],
  ])('as %s are parsed in turns', async (type, text, status) => {
    const body = ' '.repeat(BODY_BYTES) + text;
    const connections = Array.from({ length: TOGETHER }, () => begin(type, body));
    expect((await app.request('/health/live')).status).toBe(200);
    for (const connection of connections) connection.send(body.slice(-1));
    const answers = await Promise.all(connections.map((connection) => connection.next()));
    expect(answers.map((answer) => answer.status)).toEqual(connections.map(() => status));
    const bytes = [...parsedIn.values()];
    expect(bytes.reduce((sum, ofTurn) => sum + ofTurn, 0)).toBeGreaterThanOrEqual(TOGETHER * BODY_BYTES);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(TURN_BYTES);
  });
});
