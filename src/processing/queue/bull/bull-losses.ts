const COLLECT_MS = 1000;
const TELL_AGAIN_MS = 60_000;

/** Reports how many jobs Redis has partly lost: collected for a second, and once a minute at most. */
export class BullLosses {
  private jobs = 0;
  private toldAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** @param tell called with the number of jobs since the last call */
  constructor(private readonly tell: (jobs: number) => void) {}

  note(jobs: number): void {
    if (jobs === 0) return;
    this.jobs += jobs;
    const waitMs = Math.max(COLLECT_MS, this.toldAt + TELL_AGAIN_MS - performance.now());
    this.timer ??= setTimeout(() => this.tellNow(), waitMs);
  }

  /** Reports the rest. */
  close(): void {
    if (this.timer) this.tellNow();
  }

  private tellNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.toldAt = performance.now();
    this.tell(this.jobs);
    this.jobs = 0;
  }
}
