const MAX_WAIT_SECONDS = 30;
const WAIT = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;.*)?$/i;

/**
 * How long the client is willing to wait for the outcome, from its `Prefer` header (RFC 7240).
 * @returns whole seconds, at most 30; undefined if the header does not say
 */
export function preferredWaitSeconds(prefer: string | undefined): number | undefined {
  const found = (prefer ?? '').split(',').map((preference) => WAIT.exec(preference)?.[1]);
  const first = found.find((seconds) => seconds !== undefined);
  return first === undefined ? undefined : Math.min(MAX_WAIT_SECONDS, Number(first));
}
