import { Injectable } from '@nestjs/common';
import { ClockWatch } from '../../common/clock-watch.js';
import { Clock } from '../../common/clock.js';
import { LeaseSightings, type Sighting } from './lease-sightings.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import { LeasePolicy } from './lease-policy.js';
import { OrderQueries } from '../queries/order-queries.js';
import type { Lease } from '../domain/order-rules.js';

/** Leases read at a time: more than all workers hold, and as many as one sweep recovers. */
const PAGE = 5000;
/** Maximum leases remembered: those scanned within the duration of a lease, and a third more. */
const MAX_SIGHTINGS = 100_000;

/** Detects claims without a worker. Scans all leases in rounds, one page per call; the first call reads more. */
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
   * Leases that have expired, or that were not renewed for the duration of a lease: a clock that was ahead may have
   * postponed their expiry. A forward jump of this clock expires no lease. A lease may have been renewed since it was
   * observed: the caller must compare it before recovering the order.
   */
  async lost(): Promise<Lease[]> {
    const askedAt = this.clock.monotonicMs();
    const isFirstLook = askedAt - this.lookedAt >= this.policy.durationMs;
    if (isFirstLook) this.place = undefined;
    if (this.hasRoom) await this.walkOn(isFirstLook);
    // The first call reads all leases that existed before.
    while (isFirstLook && this.hasRoom && this.place) await this.walkOn(isFirstLook);
    this.lookedAt = this.clock.monotonicMs();
    return this.sightings.filter((sighting) => this.isLost(sighting, askedAt));
  }

  /** For a lease that was handled. If it still exists, the next scan observes it as new. */
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
      // A new lease that has already expired was written by a clock behind this one.
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
