import type { Clock } from './clock.js';

/** Those who wait for the same thing to happen. */
export class WakeUps {
  private readonly sleepers = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.sleepers.size === 0;
  }

  /**
   * Waits from the moment of the call on.
   * @param ended aborts when the caller no longer waits
   * @returns resolves at the next `wake`, after `limitMs`, or when `ended` aborts
   */
  async next(limitMs: number, ended: AbortSignal): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    this.sleepers.add(end);
    ended.addEventListener('abort', end);
    if (ended.aborted) end();
    await this.clock.sleep(limitMs, over.signal).catch(() => undefined);
    ended.removeEventListener('abort', end);
    this.sleepers.delete(end);
  }

  wake(): void {
    this.sleepers.forEach((end) => end());
  }
}
