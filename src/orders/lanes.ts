import { setImmediate as nextTurn } from 'node:timers/promises';
import { Urgency, WaitingLine } from './waiting-line.js';

/** Settles what waits in groups: while some groups are under way, the rest gathers for the next. */
export class Lanes<Item> {
  private readonly waiting: WaitingLine<Item>;
  private readonly pauses: (() => Promise<void>)[] = [];
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
    weigh: (item: Item) => number = () => 1,
  ) {
    this.waiting = new WaitingLine(weigh);
  }

  /** What the items of this urgency weigh that are in no group yet. */
  weightOf(urgency: Urgency): number {
    return this.waiting.weightOf(urgency);
  }

  add(item: Item, urgency: Urgency = Urgency.Single): void {
    this.waiting.add(item, urgency);
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
    while (!this.waiting.isEmpty || this.pauses.length > 0) {
      // The last lane that is open rests, and lets a group go before the next rest.
      if (this.pauses.length > 0 && this.open > 1) break;
      await this.rest();
      if (!this.waiting.isEmpty) await this.settle(this.waiting.nextGroup(this.limit));
    }
    this.open--;
  }

  private async rest(): Promise<void> {
    this.isResting = true;
    for (const pause of this.pauses.splice(0)) await pause();
    this.isResting = false;
  }
}
