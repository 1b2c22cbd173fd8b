import { setImmediate as nextTurn } from 'node:timers/promises';

/** Receives groups of a coalescer's items, each a letter, and settles none before the test says so. */
export class GatedGroups {
  /** What has come, a text for each group. */
  readonly texts: string[] = [];
  private readonly ends: (() => void)[] = [];

  readonly settle = (group: string[]): Promise<void> => {
    this.texts.push(group.join(''));
    return new Promise((end) => this.ends.push(end));
  };

  /** Settles the group of this number, counted from 0. */
  async end(group: number): Promise<void> {
    this.ends[group]?.();
    await this.turns();
  }

  /** Lets everything happen that waits for nothing but its turn. */
  async turns(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  }
}
