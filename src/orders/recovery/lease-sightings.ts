import type { Lease } from '../domain/order-rules.js';

/** A lease as it was seen first. */
export interface Sighting {
  readonly lease: Lease;
  /** By the monotonic clock. */
  readonly seenAt: number;
  /** Whether its end may be believed. */
  readonly isPlausible: boolean;
}

/** Remembers leases that are walked past round after round, as they were when they came up or were renewed. */
export class LeaseSightings {
  /** Of this round by order id, and of the one before as far as this one has not come by them. */
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

  /** What this round has not come by is no lease any more. */
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
