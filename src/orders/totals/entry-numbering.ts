import { Injectable, Logger } from '@nestjs/common';
import { type EntityManager, DataSource, IsNull } from 'typeorm';
import { OrderTimelineRow } from '../domain/timeline-row.entity.js';
import { OrderTotalsRow, TOTALS_ID } from './order-totals.entity.js';

/** Entries numbered per transaction: other commits wait meanwhile. */
const STEP = 200;

/**
 * Gives positions to entries that have none: those that instances of a version without positions have written, or that were
 * written while the row of totals was missing.
 */
@Injectable()
export class EntryNumbering {
  private readonly logger = new Logger(EntryNumbering.name);

  constructor(private readonly source: DataSource) {}

  async run(): Promise<void> {
    let total = 0;
    for (;;) {
      const numbered = await this.source.transaction(numberSome);
      total += numbered;
      if (numbered < STEP) break;
    }
    if (total > 0) this.logger.log(`Entries that have got their position late: ${total}`);
  }
}

/** The row of totals is locked first, as long as positions are given: two instances take turns. */
async function numberSome(manager: EntityManager): Promise<number> {
  if (!(await manager.existsBy(OrderTimelineRow, { position: IsNull() }))) return 0;
  await manager.increment(OrderTotalsRow, { id: TOTALS_ID }, 'position', 0);
  const entries = await manager.find(OrderTimelineRow, {
    where: { position: IsNull() },
    order: { orderPk: 'ASC', sequence: 'ASC' },
    take: STEP,
  });
  const { position: counted } = await manager.findOneByOrFail(OrderTotalsRow, { id: TOTALS_ID });
  const newest = Math.max(counted, (await manager.maximum(OrderTimelineRow, 'position')) ?? 0);
  for (const [index, { orderPk, sequence }] of entries.entries())
    await manager.update(OrderTimelineRow, { orderPk, sequence }, { position: newest + index + 1 });
  await manager.update(OrderTotalsRow, { id: TOTALS_ID }, { position: newest + entries.length });
  return entries.length;
}
