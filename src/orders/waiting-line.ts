/** How soon a command gets its commit. */
export const Urgency = {
  /** The service's own: claims, renewals, results. Goes first, and is never refused. */
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
 * What waits for a group. The most urgent goes first; of the others one kind has precedence in one group and the other
 * kind in the next, so that neither keeps the other out.
 */
export class WaitingLine<Item> {
  private readonly lines: Readonly<Record<Urgency, Line<Item>>> = {
    own: { items: [], weight: 0 },
    single: { items: [], weight: 0 },
    bulk: { items: [], weight: 0 },
  };
  private isBulksTurn = false;

  constructor(private readonly weigh: (item: Item) => number) {}

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

  /** What weighs `limit` at most; but one urgent item, and one of the kind whose turn it is, however heavy they are. */
  nextGroup(limit: number): Item[] {
    const [first, second] = this.isBulksTurn
      ? [Urgency.Bulk, Urgency.Single]
      : [Urgency.Single, Urgency.Bulk];
    this.isBulksTurn = !this.isBulksTurn;
    const group = this.take(Urgency.Own, limit, 1);
    group.push(...this.take(first, limit - this.weightOfAll(group), 1));
    group.push(...this.take(second, limit - this.weightOfAll(group), group.length === 0 ? 1 : 0));
    return group;
  }

  /** @param least how many are taken although there is no room for them */
  private take(urgency: Urgency, room: number, least: number): Item[] {
    const line = this.lines[urgency];
    let weight = 0;
    const tooMuch = line.items.findIndex((item) => (weight += this.weigh(item)) > room);
    const taken = line.items.splice(0, tooMuch === -1 ? line.items.length : Math.max(least, tooMuch));
    for (const item of taken) line.weight -= this.weigh(item);
    return taken;
  }

  private weightOfAll(items: readonly Item[]): number {
    return items.reduce((sum, item) => sum + this.weigh(item), 0);
  }
}
