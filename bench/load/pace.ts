import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadOptions, type LoadResult, expectStatus, openAll, summarize } from './load.js';

/**
 * Sends requests at a constant rate, whether or not earlier ones have been answered. Latency is measured from when a
 * request was due, so it includes the wait for a
 * free connection. This avoids coordinated omission (Gil Tene).
 */
export async function pace(perSecond: number, options: LoadOptions): Promise<LoadResult> {
  const { url, connections, seconds, request, status } = options;
  const lines = await openAll(url, connections);
  const free = [...lines];
  const due: number[] = [];
  const latencies: number[] = [];
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();

  const send = (): void => {
    while (due.length > 0 && free.length > 0) {
      const line = free.pop();
      const dueAt = due.shift();
      if (!line || dueAt === undefined) return;
      const exchange = expectStatus(line, request(), status).then(() => {
        latencies.push(performance.now() - dueAt);
        free.push(line);
        running.delete(exchange);
        send();
      });
      running.add(exchange);
    }
  };

  const total = perSecond * seconds;
  for (let sent = 0; sent < total;) {
    const now = performance.now();
    for (; sent < total && startedAt + (sent / perSecond) * 1000 <= now; sent++) {
      due.push(startedAt + (sent / perSecond) * 1000);
    }
    send();
    await sleep(1);
  }
  await Promise.all(running);
  lines.forEach((line) => line.close());
  return summarize(latencies, performance.now() - startedAt, process.cpuUsage(cpuBefore));
}

/** The 99th percentile of latency, in milliseconds. */
export function p99({ latencies }: LoadResult): number {
  return latencies[Math.floor(latencies.length * 0.99)] ?? NaN;
}
