import { describe, expect, it } from '@jest/globals';
import { MemoryOrderQueue } from './memory-order-queue.js';
import { QUEUE_CAPACITY } from './order-queue.js';

/** Work that lasts until it is told to end. */
class Bench {
  readonly begun: string[] = [];
  refills = 0;
  private readonly ends = new Map<string, () => void>();

  constructor(
    readonly queue: MemoryOrderQueue,
    concurrency: number,
  ) {
    queue.start(
      concurrency,
      (orderId) => {
        this.begun.push(orderId);
        return new Promise((end) => this.ends.set(orderId, end));
      },
      () => this.refills++,
    );
  }

  async end(orderId: string): Promise<void> {
    this.ends.get(orderId)?.();
    await new Promise(setImmediate);
  }
}

const ids = (count: number, prefix = 'A'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('the queue in memory', () => {
  it('hands out first what came first, as many at a time as it may', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 2);
    bench.queue.add(['A', 'B', 'C', 'D']);
    expect(bench.begun).toEqual(['A', 'B']);
    await bench.end('B');
    expect(bench.begun).toEqual(['A', 'B', 'C']);
  });

  it('holds each id once, whether it waits or is worked on', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 1);
    bench.queue.add(['A', 'B', 'B', 'A']);
    await bench.end('A');
    await bench.end('B');
    expect(bench.begun).toEqual(['A', 'B']);
    bench.queue.add(['A']);
    expect(bench.begun).toEqual(['A', 'B', 'A']);
  });

  it('keeps what was added before the start', () => {
    const queue = new MemoryOrderQueue();
    queue.add(['A']);
    expect(new Bench(queue, 1).begun).toEqual(['A']);
  });

  it('is bounded, and asks once for what it left out when it gets short', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 1);
    const given = ids(QUEUE_CAPACITY + 5);
    bench.queue.fill(given);
    expect(bench.refills).toBe(0);
    for (const orderId of given) await bench.end(orderId);
    expect(bench.begun).toHaveLength(QUEUE_CAPACITY);
    expect(bench.refills).toBe(1);
  });

  it('lets nobody overtake what was left out', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 1);
    bench.queue.fill(ids(QUEUE_CAPACITY + 1));
    bench.queue.add(['new']);
    for (const orderId of ids(QUEUE_CAPACITY)) await bench.end(orderId);
    expect(bench.begun).not.toContain('new');
    bench.queue.fill(['left out', 'new']);
    await bench.end('left out');
    expect(bench.begun.slice(-2)).toEqual(['left out', 'new']);
  });

  it('hands out nothing after a stop, whoever resumes it', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 1);
    bench.queue.stop();
    bench.queue.add(['A']);
    await bench.queue.resume();
    expect(bench.begun).toEqual([]);
  });

  it('does not ask for more when nothing was left out', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 1);
    bench.queue.add(['A', 'B']);
    await bench.end('A');
    await bench.end('B');
    expect(bench.refills).toBe(0);
  });

  it('hands out nothing while it is paused, and is idle when the last work ends', async () => {
    const bench = new Bench(new MemoryOrderQueue(), 2);
    bench.queue.add(['A', 'B', 'C']);
    await bench.queue.pause();
    let isIdle = false;
    const idle = bench.queue.onIdle().then(() => (isIdle = true));
    await bench.end('A');
    expect(isIdle).toBe(false);
    await bench.end('B');
    await idle;
    expect(bench.begun).toEqual(['A', 'B']);
    await bench.queue.onIdle();
    await bench.queue.resume();
    expect(bench.begun).toEqual(['A', 'B', 'C']);
  });
});
