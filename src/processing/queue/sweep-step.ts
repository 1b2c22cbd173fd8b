/** After so many failures in a row another instance may have better luck, with a database that this one cannot reach. */
const MAX_FAILURES = 3;

/** Work of the sweep that stands for itself: one run at a time, and a failure is made up for by the next. */
export class SweepStep {
  private current: Promise<void> | undefined;
  private failures = 0;

  /** @param onFailure told whether it has failed too often by now; never rejects */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly onFailure: (error: unknown, isTooOften: boolean) => Promise<void>,
  ) {}

  /** Begins a run unless one is under way. Resolves when it has ended; never rejects. */
  run(): Promise<void> {
    this.current ??= this.runOnce().finally(() => (this.current = undefined));
    return this.current;
  }

  /** Resolves when a run has ended that has begun after now. */
  async runAnew(): Promise<void> {
    await this.current;
    await this.run();
  }

  /** Resolves when none is under way. */
  async ended(): Promise<void> {
    await this.current;
  }

  private async runOnce(): Promise<void> {
    try {
      await this.work();
      this.failures = 0;
    } catch (error) {
      this.failures++;
      const isTooOften = this.failures === MAX_FAILURES;
      if (isTooOften) this.failures = 0;
      await this.onFailure(error, isTooOften);
    }
  }
}
