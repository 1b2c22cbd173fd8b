import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express, Request, Response } from 'express';
import { HttpProblem } from '../problem/http-problem.js';
import { BEAT_MS } from '../../common/event-loop-stalls.js';
import { Exchanges } from './exchanges.js';
import { expressMessages } from './express-messages.js';
import { HEADERS_LIMIT_MS, limitHeadersTime } from './headers-time-limit.js';
import { findHeadProblem } from './request-head.js';
import { NO_STORE } from '../problem/no-store.js';
import { limitRequestTime } from './request-time-limit.js';
import { stayWithHttp } from './stay-with-http.js';
import { limitTakeTime } from './take-time-limit.js';
import { Turns } from './turns.js';
import { UnreadAnswers } from './unread-answers.js';
import { PROBLEM_MEDIA_TYPE, sendProblem, toProblem } from '../problem/problem.js';

const EXPECTATION_FAILED = new HttpProblem(417, 'expectation_failed', 'Only 100-continue is supported.');
const TOO_SLOW = new HttpProblem(408, 'request_timeout', 'The request did not arrive in time.');
const NO_PROXY = new HttpProblem(405, 'method_not_allowed', 'This is not a proxy.', {
  headers: { Allow: 'GET, POST' },
});

/** An HTTP server that times out slow requests, and sends problem details also for requests that Node refuses. */
export function createHttpServer(express: Express): {
  server: Server;
  exchanges: Exchanges;
} {
  const server = createServer({
    ...expressMessages(express, new UnreadAnswers()),
    headersTimeout: HEADERS_LIMIT_MS,
    // Replaced by `limitRequestTime`, which exempts streamed requests.
    requestTimeout: 0,
    connectionsCheckingInterval: BEAT_MS,
    // `findHeadProblem` checks the header, so that a refusal has problem details.
    requireHostHeader: false,
  });
  const exchanges = new Exchanges(server);
  const turns = new Turns(server, exchanges);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    turns.take(response, () => {
      const problem = findHeadProblem(request);
      if (problem) sendProblem(response, problem, request.url ?? '/');
      else express(request as Request, response as Response);
    });
  };
  server.on('request', answer);
  // The reader of the body sends `100 Continue` once the headers are accepted.
  server.on('checkContinue', answer);
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    turns.take(response, () => sendProblem(response, EXPECTATION_FAILED, request.url ?? '/'));
  });
  const endWith = (socket: Duplex, problem: HttpProblem): void => {
    // An earlier request on this connection may still be storing an order: its response goes first.
    void exchanges.whenAnswered(socket).then(() => {
      // The client would take a second response for part of the one that is partly sent.
      if (exchanges.isBeingAnswered(socket)) socket.destroy();
      else refuse(socket, problem);
    });
  };
  stayWithHttp(server, exchanges);
  limitTakeTime(server, exchanges);
  limitHeadersTime(server);
  limitRequestTime(server, exchanges, (socket) => endWith(socket, TOO_SLOW));
  server.on('connect', (_request, socket: Duplex) => {
    // Node has removed its own listener by now.
    socket.on('error', () => socket.destroy());
    endWith(socket, NO_PROXY);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    endWith(socket, clientProblem(error.code));
  });
  return { server, exchanges };
}

function clientProblem(code: string | undefined): HttpProblem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HttpProblem(431, 'headers_too_large', 'The request headers are too large.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return TOO_SLOW;
    default:
      return new HttpProblem(400, 'malformed_request', 'This is not a well-formed HTTP request.');
  }
}

/** Sends a problem on the plain connection and closes it. */
export function refuse(socket: Duplex, error: HttpProblem): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(error, '/');
  const body = JSON.stringify(problem);
  const headers = {
    ...NO_STORE,
    ...error.headers,
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines.join('')}\r\n${body}`, () =>
    socket.destroy(),
  );
}
