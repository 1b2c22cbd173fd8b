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
}
