import { type Settings, mayHavePeers } from '../../config/settings.js';

/** How long a claim holds where other instances look for what is lost, unless it is renewed. */
const SHARED_LEASE_MS = 15_000;
/** How often claims are renewed. */
export const LEASE_RENEWAL_MS = SHARED_LEASE_MS / 3;
/** How much longer than an attempt may take a claim holds that is not renewed. */
const LEASE_MARGIN_MS = 10_000;

/** In milliseconds. A process that is alone takes back at its start what it had claimed, so that nothing hurries. */
export function leaseMs(settings: Settings): number {
  return mayHavePeers(settings) ? SHARED_LEASE_MS : settings.PROCESSING_TIMEOUT_MS + LEASE_MARGIN_MS;
}
