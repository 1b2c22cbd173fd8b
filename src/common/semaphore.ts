interface Waiting {
  readonly weight: number;
  readonly enter: () => void;
}

/** A weighted, fair semaphore: work starts in order of arrival while the total weight of running work is within the limit. */
export class Semaphore {
  private readonly line = new Set<Waiting>();
  private used = 0;

  constructor(private readonly limit: number) {}

  /** How many callers wait. */
  get waiting(): number {
    return this.line.size;
  }

  /**
   * @param weight weight of the work; work heavier than the limit runs alone
   * @param givenUp aborts when the work is no longer wanted; work that is still waiting then never starts
   * @throws the reason of `givenUp`
   */
  async run<Result>(weight: number, work: () => Promise<Result>, givenUp?: AbortSignal): Promise<Result> {
    await this.turn(weight, givenUp);
    try {
      return await work();
    } finally {
      this.used -= weight;
      this.admit();
    }
  }

  private turn(weight: number, givenUp?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.line.delete(waiting);
        reject(givenUp?.reason as Error);
        this.admit();
      };
      const enter = (): void => {
        givenUp?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting = { weight, enter };
      this.line.add(waiting);
      if (givenUp?.aborted) leave();
      else givenUp?.addEventListener('abort', leave);
      this.admit();
    });
  }

  private admit(): void {
    for (const next of this.line) {
      if (!this.hasRoomFor(next)) return;
      this.line.delete(next);
      this.used += next.weight;
      next.enter();
    }
  }

  private hasRoomFor({ weight }: Waiting): boolean {
    return this.used === 0 || this.used + weight <= this.limit;
  }
}
