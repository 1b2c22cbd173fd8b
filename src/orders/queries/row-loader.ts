import type { KeyedReader, KeyedSource } from '../../database/keyed-reader.js';
import { Coalescer } from '../store/lanes/coalescer.js';

/** How many lookups are under way at a time, each for how many rows at most. */
const LANES = 2;
const GROUP_LIMIT = 200;

interface Wanted<Row> {
  readonly orderId: string;
  readonly resolve: (row: Row | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Finds rows of orders by id, in batches: lookups that arrive during a query share the next one. */
export class RowLoader<Row extends { readonly orderId: string }> {
  private readonly lanes = new Coalescer<Wanted<Row>>(LANES, GROUP_LIMIT, (group) => this.settle(group));

  /** @param source whose columns are those of `Row` */
  constructor(
    private readonly reader: KeyedReader,
    private readonly source: KeyedSource,
  ) {}

  find(orderId: string): Promise<Row | null> {
    return new Promise((resolve, reject) => this.lanes.add({ orderId, resolve, reject }));
  }

  private async settle(group: readonly Wanted<Row>[]): Promise<void> {
    try {
      const values = [...new Set(group.map(({ orderId }) => orderId))];
      const found = (await this.reader.read({ ...this.source, values })) as Row[];
      const rows = new Map(found.map((row) => [row.orderId, row]));
      for (const { orderId, resolve } of group) resolve(rows.get(orderId) ?? null);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
