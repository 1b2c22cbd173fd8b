const WINDOW_SECONDS = 10;

/** How many orders per second come to their end, measured over the last ten seconds. Times are those of the monotonic clock. */
export class DrainRate {
  /** Ends by the second in which they came. */
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
