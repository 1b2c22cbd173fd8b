interface Waiting {
  readonly weight: number;
  readonly begin: () => void;
}

/** Limits the work per turn of the event loop. Work beyond the limit waits for a later turn, in order of arrival. */
export class LoopShare {
  private readonly line: Waiting[] = [];
  private used = 0;

  constructor(private readonly limit: number) {}

  /** @returns a promise to await, unless the work may start at once; work heavier than the limit gets its own turn */
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
