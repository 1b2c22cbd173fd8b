export const TimelineType = {
  Created: 'created',
  Claimed: 'claimed',
  Completed: 'completed',
  AttemptFailed: 'attempt_failed',
  Failed: 'failed',
  Cancelled: 'cancelled',
  Retried: 'retried',
  Recovered: 'recovered',
} as const;

export type TimelineType = (typeof TimelineType)[keyof typeof TimelineType];

/** One entry of an order's timeline; `at` is in milliseconds since 1970, `sequence` counts from 1 within the order. */
export interface TimelineEntry {
  readonly orderId: string;
  readonly sequence: number;
  readonly type: TimelineType;
  readonly attempt: number;
  readonly at: number;
  readonly detail: string | null;
  /** Who made the change; null if it was the service itself, or callers are not known. */
  readonly actor: string | null;
}

/** An entry as it is stored. */
export interface StoredEntry extends TimelineEntry {
  /** Counts from 1 over all orders, in the order of the commits, without a gap. */
  readonly position: number;
}
