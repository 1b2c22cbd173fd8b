import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Of 2³², odd: its multiples lie far apart (Knuth, The Art of Computer Programming 3, 6.4). */
const GOLDEN_RATIO = 0x9e3779b1;

/** Chance that can be had again: the same seed makes the same choices. */
export class Chance {
  private readonly generator;

  /** @param stream one seed has many, which have nothing in common */
  constructor(seed: number, stream = 0) {
    this.generator = xoroshiro128plus(seed ^ Math.imul(stream, GOLDEN_RATIO));
  }

  /** A whole number, both bounds included. */
  int(least: number, most: number): number {
    return uniformInt(this.generator, least, most);
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.int(1, 100) <= share;
  }

  /** @throws Error if there is nothing to pick from */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }
}
