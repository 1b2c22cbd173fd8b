import { Clock } from '../../src/common/clock.js';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock extends Clock {
  private readonly sleepers = new Set<Sleeper>();
  private readonly arrivals: (() => void)[] = [];
  private wall = Date.parse('2025-02-23T12:12:23.017Z');
  private monotonic = 1000.25;

  /** How many wait for a later time. */
  get sleeping(): number {
    return this.sleepers.size;
  }

  /** In how many milliseconds the first of them wakes. */
  nextWake(): number | undefined {
    const times = [...this.sleepers].map(({ wakeAt }) => wakeAt - this.monotonic);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Resolves as soon as somebody waits for that long from now on. */
  async whenSleepingFor(ms: number): Promise<void> {
    while (![...this.sleepers].some(({ wakeAt }) => wakeAt === this.monotonic + ms)) {
      await new Promise<void>((arrive) => this.arrivals.push(arrive));
    }
  }

  override nowMs(): number {
    return this.wall;
  }

  override monotonicMs(): number {
    return this.monotonic;
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const sleeper = { wakeAt: this.monotonic + ms, wake: resolve };
      this.sleepers.add(sleeper);
      this.arrivals.splice(0).forEach((arrive) => arrive());
      signal?.addEventListener('abort', () => {
        this.sleepers.delete(sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  override schedule(ms: number, call: () => void): () => void {
    const sleeper = { wakeAt: this.monotonic + ms, wake: call };
    this.sleepers.add(sleeper);
    return () => this.sleepers.delete(sleeper);
  }

  advance(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
    for (const sleeper of this.sleepers) {
      if (sleeper.wakeAt > this.monotonic) continue;
      this.sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  /** As if somebody had set the clock: wall time alone is another, by so many milliseconds. */
  jump(ms: number): void {
    this.wall += ms;
  }
}
