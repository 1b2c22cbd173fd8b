/** So busy the generator may be, as a share of one core, before it is itself what is measured. */
const BUSY_LIMIT = 0.8;

let highest = 0;

/** Notes how busy the generator was, and says so at once if that was too much. @param share of one core */
export function noteGenerator(share: number): void {
  highest = Math.max(highest, share);
  if (share > BUSY_LIMIT) console.warn(`\n${describe(share)}: it is what was measured.`);
}

/** How busy the generator was at most, in words. */
export function describeGenerator(): string {
  const verdict =
    highest > BUSY_LIMIT ? 'where it was, it is itself what was measured' : 'it was never the limit';
  return `${describe(highest)} at most; ${verdict}.`;
}

/** @param elapsedMs that the CPU time was used in */
export function shareOfCore({ user, system }: NodeJS.CpuUsage, elapsedMs: number): number {
  return (user + system) / 1000 / elapsedMs;
}

function describe(share: number): string {
  return `The load generator took ${Math.round(100 * share)} % of a core`;
}
