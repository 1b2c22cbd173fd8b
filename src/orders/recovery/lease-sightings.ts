import type { Lease } from '../domain/order-rules.js';

/** A lease when it was first observed. */
export interface Sighting {
  readonly lease: Lease;
  /** By the monotonic clock. */
  readonly seenAt: number;
  /** Whether the lease's expiry can be trusted. */
  readonly isPlausible: boolean;
}

/** Remembers when each lease was first observed, or observed renewed, over repeated scans of all leases. */
export class LeaseSightings {
  /** Leases observed in this scan, by order id, and those of the previous scan that this one has not reached yet. */
  private current = new Map<string, Sighting>();
  private previous = new Map<string, Sighting>();

  get count(): number {
    return this.current.size + this.previous.size;
  }

  note(sighting: Sighting): void {
    const { orderId } = sighting.lease;
    const before = this.current.get(orderId) ?? this.previous.get(orderId);
    this.previous.delete(orderId);
    this.current.set(orderId, before && isSame(before.lease, sighting.lease) ? before : sighting);
  }

  /** Forgets leases that this scan has not observed: they no longer exist. */
  endRound(): void {
    this.previous = this.current;
    this.current = new Map();
  }

  filter(isWanted: (sighting: Sighting) => boolean): Lease[] {
    return [...this.current.values(), ...this.previous.values()].filter(isWanted).map(({ lease }) => lease);
  }

  forget({ orderId }: Lease): void {
    this.current.delete(orderId);
    this.previous.delete(orderId);
  }
}

function isSame(one: Lease, other: Lease): boolean {
  return one.attempts === other.attempts && one.dueAt === other.dueAt;
}
