import { Injectable } from '@nestjs/common';
import { ClockWatch } from '../common/clock-watch.js';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { type Lease, leaseMs } from './order-lease.js';
import { OrderReader } from './order-reader.js';

/** A lease as it was seen first. */
interface Sighting {
  readonly lease: Lease;
  /** By the monotonic clock. */
  readonly seenAt: number;
}

/** Knows which claims have lost their worker. */
@Injectable()
export class LeaseWatch {
  private sightings: ReadonlyMap<string, Sighting> = new Map();

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
    const leases = await this.reader.leases();
    const seenAt = this.clock.monotonicMs();
    const sightings = leases.map((lease) => this.sight(lease, seenAt));
    this.sightings = new Map(sightings.map((sighting) => [sighting.lease.orderId, sighting]));
    const lost = sightings.filter(
      (sighting) => this.hasRunOut(sighting.lease) || this.isStale(sighting, askedAt),
    );
    return lost.map(({ lease }) => lease);
  }

  private hasRunOut({ dueAt }: Lease): boolean {
    return (dueAt ?? 0) <= this.clockWatch.cautiousNowMs();
  }

  private isStale({ seenAt }: Sighting, now: number): boolean {
    return now - seenAt >= leaseMs(this.settings);
  }

  private sight(lease: Lease, seenAt: number): Sighting {
    const before = this.sightings.get(lease.orderId);
    const isUnchanged = before?.lease.attempts === lease.attempts && before.lease.dueAt === lease.dueAt;
    return isUnchanged ? before : { lease, seenAt };
  }
}
