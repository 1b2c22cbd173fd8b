interface Waiting {
  readonly weight: number;
  readonly enter: () => void;
}

/** Lets work begin in the order it came, as long as all that is under way weighs no more than the limit. */
export class Semaphore {
  private readonly line = new Set<Waiting>();
  private used = 0;

  constructor(private readonly limit: number) {}

  /** How many wait for their turn. */
  get waiting(): number {
    return this.line.size;
  }

  /**
   * @param weight what the work weighs; if that is more than the limit, it runs alone
   * @param givenUp aborts when nobody wants the work any more; what has not begun by then never does
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
      if (givenUp?.aborted) {
        leave();
        return;
      }
      givenUp?.addEventListener('abort', leave);
      this.line.add(waiting);
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
