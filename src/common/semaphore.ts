interface Waiting {
  readonly weight: number;
  readonly enter: () => void;
}

/** Lets work begin in the order it came, as long as all that is under way weighs no more than the limit. */
export class Semaphore {
  private readonly waiting: Waiting[] = [];
  private used = 0;

  constructor(private readonly limit: number) {}

  /** @param weight what the work weighs; if that is more than the limit, it runs alone */
  async run<Result>(weight: number, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((enter) => {
      this.waiting.push({ weight, enter });
      this.admit();
    });
    try {
      return await work();
    } finally {
      this.used -= weight;
      this.admit();
    }
  }

  private admit(): void {
    for (let next = this.waiting[0]; next && this.hasRoomFor(next); next = this.waiting[0]) {
      this.waiting.shift();
      this.used += next.weight;
      next.enter();
    }
  }

  private hasRoomFor({ weight }: Waiting): boolean {
    return this.used === 0 || this.used + weight <= this.limit;
  }
}
