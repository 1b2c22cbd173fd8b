import { Injectable } from '@nestjs/common';
import { Deployment } from '../../cluster/deployment.js';
import { Settings } from '../../config/settings.js';

/** Lease duration if other instances may recover lost orders. */
const SHARED_LEASE_MS = 15_000;
/** How often leases are renewed. */
export const LEASE_RENEWAL_MS = SHARED_LEASE_MS / 3;
/** By how much a lease that is not renewed outlasts the time limit of an attempt. */
const LEASE_MARGIN_MS = 10_000;

/** Lease durations. A single process recovers its claims at start, so its leases can be long and need no renewal. */
@Injectable()
export class LeasePolicy {
  /** Whether leases must be renewed while an attempt runs. */
  readonly isRenewed: boolean;
  readonly durationMs: number;

  constructor({ isAlone }: Deployment, { PROCESSING_TIMEOUT_MS }: Settings) {
    this.isRenewed = !isAlone;
    this.durationMs = isAlone ? PROCESSING_TIMEOUT_MS + LEASE_MARGIN_MS : SHARED_LEASE_MS;
  }
}
