import { Injectable } from '@nestjs/common';
import { ClockWatch } from '../../common/clock-watch.js';
import { Clock } from '../../common/clock.js';
import { LeaseSightings, type Sighting } from './lease-sightings.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import { LeasePolicy } from './lease-policy.js';
import { OrderQueries } from '../queries/order-queries.js';
import type { Lease } from '../domain/order-rules.js';

/** How many leases are looked at in one go: more than workers have in all, and as many as are taken back in one. */
const PAGE = 5000;
/** How many are kept in mind: what is walked past within a lease, and a third more. */
const MAX_SIGHTINGS = 100_000;

/** Knows which claims have lost their worker. It walks round them, a page with each look but the first. */
@Injectable()
export class LeaseWatch {
  private readonly sightings = new LeaseSightings();
  private place: OrderCursor | undefined;
  private lookedAt = -Infinity;

  constructor(
    private readonly queries: OrderQueries,
    private readonly policy: LeasePolicy,
    private readonly clock: Clock,
    private readonly clockWatch: ClockWatch,
  ) {}

  /**
   * Leases that have run out, or that nobody has renewed for as long as one lasts: a clock that was ahead may have put
   * the end of those off. A jump ahead of this one's clock ends no lease. Where there are many, one may have been renewed
   * since it was seen: whoever takes it back compares.
   */
  async lost(): Promise<Lease[]> {
    const askedAt = this.clock.monotonicMs();
    const isFirstLook = askedAt - this.lookedAt >= this.policy.durationMs;
    if (isFirstLook) this.place = undefined;
    if (this.hasRoom) await this.walkOn(isFirstLook);
    // All that was there before it began to watch is to be seen at once.
    while (isFirstLook && this.hasRoom && this.place) await this.walkOn(isFirstLook);
    this.lookedAt = this.clock.monotonicMs();
    return this.sightings.filter((sighting) => this.isLost(sighting, askedAt));
  }

  /** It was seen to; if it is still there, it is sighted anew. */
  forget(lease: Lease): void {
    this.sightings.forget(lease);
  }

  private get hasRoom(): boolean {
    return this.sightings.count + PAGE <= MAX_SIGHTINGS;
  }

  private async walkOn(isFirstLook: boolean): Promise<void> {
    const page = await this.queries.leases(PAGE, this.place);
    const seenAt = this.clock.monotonicMs();
    for (const lease of page) {
      // One that has just come up and has run out is by a clock behind this one.
      const isPlausible = isFirstLook || !this.hasRunOut(lease);
      this.sightings.note({ lease, seenAt, isPlausible });
    }
    this.place = page.length === PAGE ? page.at(-1) : undefined;
    if (!this.place) this.sightings.endRound();
  }

  private isLost({ lease, seenAt, isPlausible }: Sighting, askedAt: number): boolean {
    return (isPlausible && this.hasRunOut(lease)) || askedAt - seenAt >= this.policy.durationMs;
  }

  private hasRunOut({ dueAt }: Lease): boolean {
    return (dueAt ?? 0) <= this.clockWatch.cautiousNowMs();
  }
}
