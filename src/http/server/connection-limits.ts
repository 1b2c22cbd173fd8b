import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem } from '../problem/http-problem.js';

export interface ConnectionLimits {
  readonly total: number;
  /** 0 for none: behind a proxy all clients have one address. */
  readonly perAddress: number;
}

/** @param refuse answers on a connection that is one too many, and ends it */
export function limitConnections(
  server: Server,
  { total, perAddress }: ConnectionLimits,
  refuse: (socket: Socket, problem: HttpProblem) => void,
): void {
  const byAddress = new Map<string, number>();
  const counted = new WeakSet<Socket>();
  let open = 0;

  const count = (address: string, change: 1 | -1): number => {
    open += change;
    const connections = (byAddress.get(address) ?? 0) + change;
    if (connections > 0) byAddress.set(address, connections);
    else byAddress.delete(address);
    return connections;
  };

  server.on('connection', (socket: Socket) => {
    // It comes once more after an upgrade that was not made.
    if (counted.has(socket)) return;
    counted.add(socket);
    const address = socket.remoteAddress ?? '';
    const ofAddress = count(address, 1);
    socket.once('close', () => count(address, -1));
    if (open > total) refuse(socket, tooMany('The service has as many connections as it takes.'));
    else if (perAddress > 0 && ofAddress > perAddress)
      refuse(socket, tooMany('Your address has as many connections as one may have.'));
  });
}

function tooMany(detail: string): HttpProblem {
  return new HttpProblem(503, 'too_many_connections', detail, { headers: { 'Retry-After': '1' } });
}
