import { setImmediate as nextTurn } from 'node:timers/promises';
import { HeldKeys } from './held-keys.js';
import { Urgency, WaitingLine } from './waiting-line.js';

type Work = () => Promise<void>;

/**
 * Processes waiting items in groups: items that arrive while groups are under way join the next one. An item that is taken
 * holds its keys until it is released; other groups leave out items that share a key with it.
 */
export class Coalescer<Item> {
  private readonly waiting: WaitingLine<Item>;
  private readonly held = new HeldKeys<Item>();
  private readonly pauses: Work[] = [];
  private readonly works: Work[] = [];
  private open = 0;
  private isGathering = false;
  private isResting = false;

  /**
   * @param lanes how many groups are under way at most
   * @param limit what a group weighs at most, unless it has one item only
   * @param settle never rejects
   * @param keysOf keys that an item holds exclusively until `release`; none if `release` is never called
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

  /** Total weight of the items of this urgency that are not in a group yet. */
  weightOf(urgency: Urgency): number {
    return this.waiting.weightOf(urgency);
  }

  add(item: Item, urgency: Urgency = Urgency.Single): void {
    this.waiting.add(item, urgency);
    this.wake();
  }

  /** Releases the keys of a taken item, so that other items with them can be taken. */
  release(item: Item): void {
    this.held.release(item);
    if (!this.waiting.isEmpty) this.wake();
  }

  /** Removes matching items of this urgency that are not in a group yet. */
  withdraw(urgency: Urgency, isWanted: (item: Item) => boolean): Item[] {
    return this.waiting.withdraw(urgency, isWanted);
  }

  /** Runs `work` in a lane of its own. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.enqueue(this.works, work);
  }

  /** Runs `work` when no group is under way; none begins before it has ended. */
  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.enqueue(this.pauses, work);
  }

  private enqueue<Result>(queue: Work[], work: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      queue.push(() => Promise.resolve().then(work).then(resolve, reject));
      this.wake();
    });
  }

  private wake(): void {
    if (this.isGathering || this.isResting || this.open === this.lanes) return;
    this.open++;
    this.isGathering = true;
    void this.serve();
  }

  private async serve(): Promise<void> {
    // Items that arrive in the same turn of the event loop share the first group.
    await nextTurn();
    this.isGathering = false;
    while (!this.waiting.isEmpty || this.pauses.length > 0 || this.works.length > 0) {
      // Only the last open lane runs pauses, and settles a group between two rounds of them.
      if (this.pauses.length > 0 && this.open > 1) break;
      await this.rest();
      await this.works.shift()?.();
      const group = this.nextGroup();
      if (group.length > 0) await this.settle(group);
      // Every waiting item needs a held key: `release` will wake a lane.
      else if (this.pauses.length === 0 && this.works.length === 0) break;
    }
    this.open--;
  }

  private nextGroup(): Item[] {
    const group = this.waiting.nextGroup(this.limit, this.held.all());
    for (const item of group) this.held.hold(item, this.keysOf(item));
    return group;
  }

  private async rest(): Promise<void> {
    this.isResting = true;
    for (const pause of this.pauses.splice(0)) await pause();
    this.isResting = false;
  }
}
