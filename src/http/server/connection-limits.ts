import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem } from '../problem/http-problem.js';

export interface ConnectionLimits {
  readonly total: number;
  /** 0 for no limit: behind a proxy all clients share one address. */
  readonly perAddress: number;
}

/** @param refuse sends a problem on a connection beyond the limit, and closes it */
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
    // The event repeats for a connection whose upgrade was ignored.
    if (counted.has(socket)) return;
    counted.add(socket);
    const address = socket.remoteAddress ?? '';
    const ofAddress = count(address, 1);
    socket.once('close', () => count(address, -1));
    if (open > total) refuse(socket, tooMany('The service has reached its connection limit.'));
    else if (perAddress > 0 && ofAddress > perAddress)
      refuse(socket, tooMany('Your address has reached its connection limit.'));
  });
}

function tooMany(detail: string): HttpProblem {
  return new HttpProblem(503, 'too_many_connections', detail, { headers: { 'Retry-After': '1' } });
}
