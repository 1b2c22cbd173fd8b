/** How soon a command gets its commit. */
export const Urgency = {
  /** The service's own: claims, renewals, results. Goes first; never refused for lack of room. */
  Own: 'own',
  /** One order of one request. */
  Single: 'single',
  /** Many orders at once. */
  Bulk: 'bulk',
} as const;

export type Urgency = (typeof Urgency)[keyof typeof Urgency];

interface Line<Item> {
  items: Item[];
  weight: number;
}

/**
 * Items that wait for a group. Own items go first. Single and bulk items have precedence in turns, so that neither kind
 * starves the other.
 */
export class WaitingLine<Item> {
  private readonly lines: Readonly<Record<Urgency, Line<Item>>> = {
    own: { items: [], weight: 0 },
    single: { items: [], weight: 0 },
    bulk: { items: [], weight: 0 },
  };
  private isBulksTurn = false;

  constructor(
    private readonly weigh: (item: Item) => number,
    private readonly keysOf: (item: Item) => readonly string[] = () => [],
  ) {}

  get isEmpty(): boolean {
    return Object.values(this.lines).every(({ items }) => items.length === 0);
  }

  weightOf(urgency: Urgency): number {
    return this.lines[urgency].weight;
  }

  add(item: Item, urgency: Urgency): void {
    const line = this.lines[urgency];
    line.items.push(item);
    line.weight += this.weigh(item);
  }

  withdraw(urgency: Urgency, isWanted: (item: Item) => boolean): Item[] {
    const line = this.lines[urgency];
    const withdrawn = line.items.filter(isWanted);
    if (withdrawn.length === 0) return withdrawn;
    line.items = line.items.filter((item) => !isWanted(item));
    for (const item of withdrawn) line.weight -= this.weigh(item);
    return withdrawn;
  }

  /**
   * Takes items up to the weight `limit`, but at least one own item and one of the kind whose turn it is, however heavy.
   * @param held keys of other groups: items with one of these stay
   */
  nextGroup(limit: number, held: Iterable<string> = []): Item[] {
    const [first, second] = this.isBulksTurn
      ? [Urgency.Bulk, Urgency.Single]
      : [Urgency.Single, Urgency.Bulk];
    this.isBulksTurn = !this.isBulksTurn;
    const taken = new Set(held);
    const group = this.take(Urgency.Own, limit, 1, taken);
    group.push(...this.take(first, limit - this.weightOfAll(group), 1, taken));
    group.push(...this.take(second, limit - this.weightOfAll(group), group.length === 0 ? 1 : 0, taken));
    return group;
  }

  /**
   * @param least how many to take even without room
   * @param held items with these keys stay; the keys of items that stay are added, so that no later item overtakes them
   */
  private take(urgency: Urgency, room: number, least: number, held: Set<string>): Item[] {
    const line = this.lines[urgency];
    const taken: Item[] = [];
    const left: Item[] = [];
    let weight = 0;
    for (const [index, item] of line.items.entries()) {
      if (this.hasToStay(item, held)) {
        left.push(item);
        continue;
      }
      const heavier = weight + this.weigh(item);
      if (heavier > room && taken.length >= least) {
        left.push(...line.items.slice(index));
        break;
      }
      weight = heavier;
      taken.push(item);
    }
    line.items = left;
    line.weight -= weight;
    return taken;
  }

  private hasToStay(item: Item, held: Set<string>): boolean {
    if (held.size === 0) return false;
    const keys = this.keysOf(item);
    if (!keys.some((key) => held.has(key))) return false;
    for (const key of keys) held.add(key);
    return true;
  }

  private weightOfAll(items: readonly Item[]): number {
    return items.reduce((sum, item) => sum + this.weigh(item), 0);
  }
}
