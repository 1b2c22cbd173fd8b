interface Waiting {
  readonly weight: number;
  readonly begin: () => void;
}

/** Lets work take so much of one turn of the event loop. What is past that waits for a later one, in the order it came. */
export class LoopShare {
  private readonly line: Waiting[] = [];
  private used = 0;

  constructor(private readonly limit: number) {}

  /** @returns what to wait for, if the work may not be done at once; work heavier than the limit has a turn of its own */
  enter(weight: number): Promise<void> | undefined {
    if (this.line.length > 0 || !this.hasRoomFor(weight)) {
      return new Promise((begin) => this.line.push({ weight, begin }));
    }
    this.use(weight);
    return undefined;
  }

  private use(weight: number): void {
    if (this.used === 0) setImmediate(() => this.beginTurn());
    this.used += weight;
  }

  private beginTurn(): void {
    this.used = 0;
    for (let [next] = this.line; next && this.hasRoomFor(next.weight); [next] = this.line) {
      this.line.shift();
      this.use(next.weight);
      next.begin();
    }
  }

  private hasRoomFor(weight: number): boolean {
    return this.used === 0 || this.used + weight <= this.limit;
  }
}
