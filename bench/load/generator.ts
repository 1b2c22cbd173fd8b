/** Maximum CPU use of the load generator, as a share of one core. Above it, the generator may be the bottleneck. */
const BUSY_LIMIT = 0.8;

let highest = 0;

/** Records the CPU use of the generator, and warns if it was too high. @param share of one core */
export function noteGenerator(share: number): void {
  highest = Math.max(highest, share);
  if (share > BUSY_LIMIT) console.warn(`\n${describe(share)}: the result may be limited by the generator.`);
}

/** The maximum CPU use of the generator, as text. */
export function describeGenerator(): string {
  const verdict =
    highest > BUSY_LIMIT ? 'above 80 %, the generator may have limited the result' : 'it was never the limit';
  return `${describe(highest)} at most; ${verdict}.`;
}

/** @param elapsedMs the period in which the CPU time was used */
export function shareOfCore({ user, system }: NodeJS.CpuUsage, elapsedMs: number): number {
  return (user + system) / 1000 / elapsedMs;
}

function describe(share: number): string {
  return `The load generator used ${Math.round(100 * share)} % of a core`;
}
