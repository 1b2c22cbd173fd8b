import type { ServiceProcess } from '../../test/support/processes/service-process.js';
import { expectStatus, openAll, summarize } from './load.js';
import { orderMaker, post } from './requests.js';
import { CONNECTIONS } from './standard.js';

let runs = 0;

/**
 * Posts this many new orders one by one, over connections distributed over the servers.
 * @returns orders per second
 */
export async function postSingleOrders(servers: readonly ServiceProcess[], orders: number): Promise<number> {
  const order = orderMaker(`S${++runs}`);
  const connections = CONNECTIONS / servers.length;
  const lines = (await Promise.all(servers.map(({ url }) => openAll(url, connections)))).flat();
  const latencies: number[] = [];
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let left = orders;
  await Promise.all(
    lines.map(async (line) => {
      while (left-- > 0) {
        const sentAt = performance.now();
        await expectStatus(line, post('/orders', order()), 201);
        latencies.push(performance.now() - sentAt);
      }
    }),
  ).finally(() => lines.forEach((line) => line.close()));
  return summarize(latencies, performance.now() - startedAt, process.cpuUsage(cpuBefore)).perSecond;
}
