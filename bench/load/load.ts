import { Connection } from './connection.js';
import { noteGenerator, shareOfCore } from './generator.js';

/** The result of a load. */
export interface LoadResult {
  readonly perSecond: number;
  /** In milliseconds, sorted. */
  readonly latencies: readonly number[];
}

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly request: () => string;
  /** The status that every response must have. */
  readonly status: number;
}

/**
 * Keeps every connection busy: each sends its next request as soon as it has a response.
 * @throws Error if a response has another status, or a connection breaks
 */
export async function saturate({
  url,
  connections,
  seconds,
  request,
  status,
}: LoadOptions): Promise<LoadResult> {
  const lines = await openAll(url, connections);
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const cpuBefore = process.cpuUsage();
  await Promise.all(
    lines.map(async (line) => {
      for (let sentAt = performance.now(); sentAt < endsAt;) {
        await expectStatus(line, request(), status);
        const answeredAt = performance.now();
        latencies.push(answeredAt - sentAt);
        sentAt = answeredAt;
      }
    }),
  ).finally(() => lines.forEach((line) => line.close()));
  return summarize(latencies, performance.now() - startedAt, process.cpuUsage(cpuBefore));
}

export function openAll(url: string, connections: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
}

export async function expectStatus(line: Connection, request: string, status: number): Promise<void> {
  const answer = await line.exchange(request);
  if (answer.status !== status) throw new Error(`Answered ${answer.status}, not ${status}: ${answer.body}`);
}

export function summarize(latencies: number[], elapsedMs: number, cpu: NodeJS.CpuUsage): LoadResult {
  noteGenerator(shareOfCore(cpu, elapsedMs));
  return {
    perSecond: (latencies.length / elapsedMs) * 1000,
    latencies: latencies.sort((a, b) => a - b),
  };
}
