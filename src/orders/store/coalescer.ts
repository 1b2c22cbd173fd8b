import { setImmediate as nextTurn } from 'node:timers/promises';
import { Urgency, WaitingLine } from './waiting-line.js';

/**
 * Processes waiting items in groups: items that arrive while groups are under way join the next one. Two groups that are under
 * way never share a key, so that whatever holds one of them up holds up no other for its key's sake.
 */
export class Coalescer<Item> {
  private readonly waiting: WaitingLine<Item>;
  /** Keys of the groups that are under way. */
  private readonly held = new Set<string>();
  private readonly pauses: (() => Promise<void>)[] = [];
  private open = 0;
  private isGathering = false;
  private isResting = false;

  /**
   * @param lanes how many groups are under way at most
   * @param limit what a group weighs at most, unless it has one item only
   * @param settle never rejects
   * @param keysOf what an item has to itself while its group is under way
   */
  constructor(
    private readonly lanes: number,
    private readonly limit: number,
    private readonly settle: (group: Item[]) => Promise<void>,
    weigh: (item: Item) => number = () => 1,
    private readonly keysOf: (item: Item) => readonly string[] = () => [],
  ) {
    this.waiting = new WaitingLine(weigh, keysOf);
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
    // Items that arrive in the same turn of the event loop share the first group.
    await nextTurn();
    this.isGathering = false;
    while (!this.waiting.isEmpty || this.pauses.length > 0) {
      // The last lane that is open rests, and lets a group go before the next rest.
      if (this.pauses.length > 0 && this.open > 1) break;
      await this.rest();
      const group = this.waiting.nextGroup(this.limit, this.held);
      if (group.length > 0) await this.settleHolding(group);
      // All that waits asks for keys of other lanes, which go on with it.
      else if (!this.waiting.isEmpty) break;
    }
    this.open--;
  }

  private async settleHolding(group: Item[]): Promise<void> {
    const keys = group.flatMap(this.keysOf);
    for (const key of keys) this.held.add(key);
    await this.settle(group);
    for (const key of keys) this.held.delete(key);
  }

  private async rest(): Promise<void> {
    this.isResting = true;
    for (const pause of this.pauses.splice(0)) await pause();
    this.isResting = false;
  }
}
