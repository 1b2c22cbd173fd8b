import { Injectable } from '@nestjs/common';
import { ClockWatch } from '../common/clock-watch.js';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { type Lease, leaseMs } from './order-lease.js';
import { OrderReader } from './order-reader.js';

/** How many leases are looked at: many more than all instances have workers. */
const MAX_LEASES = 20_000;

/** A lease as it was seen first. */
interface Sighting {
  readonly lease: Lease;
  /** By the monotonic clock. */
  readonly seenAt: number;
  /** Whether its end may be believed: a lease that has just come up and has run out is by a clock behind this one. */
  readonly isPlausible: boolean;
}

/** Knows which claims have lost their worker. */
@Injectable()
export class LeaseWatch {
  private sightings: ReadonlyMap<string, Sighting> = new Map();
  private lookedAt = -Infinity;

  constructor(
    private readonly reader: OrderReader,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly clockWatch: ClockWatch,
  ) {}

  /**
   * Leases that have run out, or that nobody has renewed for as long as one lasts: a clock that was ahead may have put
   * the end of those off. A jump ahead of this one's clock ends no lease.
   */
  async lost(): Promise<Lease[]> {
    const askedAt = this.clock.monotonicMs();
    const leases = await this.reader.leases(MAX_LEASES);
    const sightings = leases.map((lease) => this.sight(lease, askedAt));
    this.sightings = new Map(sightings.map((sighting) => [sighting.lease.orderId, sighting]));
    this.lookedAt = this.clock.monotonicMs();
    return sightings.filter((sighting) => this.isLost(sighting, askedAt)).map(({ lease }) => lease);
  }

  private isLost({ lease, seenAt, isPlausible }: Sighting, askedAt: number): boolean {
    return (isPlausible && this.hasRunOut(lease)) || askedAt - seenAt >= leaseMs(this.settings);
  }

  private sight(lease: Lease, askedAt: number): Sighting {
    const before = this.sightings.get(lease.orderId);
    const isUnchanged = before?.lease.attempts === lease.attempts && before.lease.dueAt === lease.dueAt;
    if (isUnchanged) return before;
    const isFirstLook = askedAt - this.lookedAt >= leaseMs(this.settings);
    const isPlausible = isFirstLook || !this.hasRunOut(lease);
    return { lease, seenAt: this.clock.monotonicMs(), isPlausible };
  }

  private hasRunOut({ dueAt }: Lease): boolean {
    return (dueAt ?? 0) <= this.clockWatch.cautiousNowMs();
  }
}
