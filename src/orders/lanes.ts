import { setImmediate as nextTurn } from 'node:timers/promises';

/** Settles what waits in groups: while some groups are under way, the rest gathers for the next. */
export class Lanes<Item> {
  private readonly waiting: Item[] = [];
  private readonly pauses: (() => Promise<void>)[] = [];
  private waitingWeight = 0;
  private open = 0;
  private isGathering = false;
  private isResting = false;

  /**
   * @param lanes how many groups are under way at most
   * @param limit what a group weighs at most, unless it has one item only
   * @param settle never rejects
   */
  constructor(
    private readonly lanes: number,
    private readonly limit: number,
    private readonly settle: (group: Item[]) => Promise<void>,
    private readonly weigh: (item: Item) => number = () => 1,
  ) {}

  /** What the items weigh that are in no group yet. */
  get weight(): number {
    return this.waitingWeight;
  }

  add(item: Item): void {
    this.waiting.push(item);
    this.waitingWeight += this.weigh(item);
    this.wake();
  }

  /** Runs `work` when no group is under way; none begins before it has ended. */
  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.pauses.push(() => Promise.resolve().then(work).then(resolve, reject));
      this.wake();
    });
  }

  private wake(): void {
    if (this.isGathering || this.isResting || this.open === this.lanes) return;
    this.open++;
    this.isGathering = true;
    void this.run();
  }

  private async run(): Promise<void> {
    // All that arrives in this turn of the event loop shares the first group.
    await nextTurn();
    this.isGathering = false;
    while (this.waiting.length > 0 || this.pauses.length > 0) {
      // The last lane that is open rests, and lets a group go before the next rest.
      if (this.pauses.length > 0 && this.open > 1) break;
      await this.rest();
      if (this.waiting.length > 0) await this.settle(this.nextGroup());
    }
    this.open--;
  }

  private nextGroup(): Item[] {
    let weight = 0;
    const tooMuch = this.waiting.findIndex((item) => (weight += this.weigh(item)) > this.limit);
    const group = this.waiting.splice(0, tooMuch === -1 ? this.waiting.length : Math.max(1, tooMuch));
    for (const item of group) this.waitingWeight -= this.weigh(item);
    return group;
  }

  private async rest(): Promise<void> {
    this.isResting = true;
    for (const pause of this.pauses.splice(0)) await pause();
    this.isResting = false;
  }
}
