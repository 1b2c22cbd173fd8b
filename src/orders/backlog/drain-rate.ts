const WINDOW_SECONDS = 10;

/** How many orders finish per second, averaged over the last ten seconds. Uses the monotonic clock. */
export class DrainRate {
  /** Number of finished orders per second of the clock. */
  private readonly ends = new Map<number, number>();

  /** @param startedAt when the count begins, in milliseconds */
  constructor(private readonly startedAt: number) {}

  record(now: number, ends = 1): void {
    const second = Math.floor(now / 1000);
    this.ends.set(second, (this.ends.get(second) ?? 0) + ends);
    this.forgetBefore(second - WINDOW_SECONDS);
  }

  perSecond(now: number): number {
    this.forgetBefore(Math.floor(now / 1000) - WINDOW_SECONDS);
    const total = [...this.ends.values()].reduce((sum, count) => sum + count, 0);
    return total / Math.min(WINDOW_SECONDS, Math.max(1, (now - this.startedAt) / 1000));
  }

  private forgetBefore(second: number): void {
    for (const key of this.ends.keys()) {
      if (key <= second) this.ends.delete(key);
    }
  }
}
