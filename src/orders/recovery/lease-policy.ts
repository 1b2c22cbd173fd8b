import { Injectable } from '@nestjs/common';
import { Deployment } from '../../cluster/deployment.js';
import { Settings } from '../../config/settings.js';

/** How long a claim holds where other instances look for what is lost, unless it is renewed. */
const SHARED_LEASE_MS = 15_000;
/** How often claims are renewed. */
export const LEASE_RENEWAL_MS = SHARED_LEASE_MS / 3;
/** How much longer than an attempt may take a claim holds that is not renewed. */
const LEASE_MARGIN_MS = 10_000;

/** How long claims hold. A process that is alone takes back at its start what it had claimed, so that nothing hurries. */
@Injectable()
export class LeasePolicy {
  /** Whether a claim has to be renewed while its work lasts. */
  readonly isRenewed: boolean;
  readonly durationMs: number;

  constructor({ isAlone }: Deployment, { PROCESSING_TIMEOUT_MS }: Settings) {
    this.isRenewed = !isAlone;
    this.durationMs = isAlone ? PROCESSING_TIMEOUT_MS + LEASE_MARGIN_MS : SHARED_LEASE_MS;
  }
}
