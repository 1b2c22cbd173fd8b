export interface Ratio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface Comparison {
  readonly ratio: Ratio;
  /** Medians of both sides. */
  readonly subject: number;
  readonly yardstick: number;
}

/** Number of measurements. */
export interface Rounds {
  /** Warm-up rounds, which are not counted. */
  readonly warmUp: number;
  readonly counted: number;
}

/** Measures both sides alternately, so that other load affects both, and computes the ratio of each round. */
export async function compare(
  rounds: Rounds,
  measureSubject: () => Promise<number>,
  measureYardstick: () => Promise<number>,
): Promise<Comparison> {
  return relate(await takeTurns(rounds, measureSubject, measureYardstick), (figure) => figure);
}

/** The figures of both sides, by counted round. */
interface Turns<Sample> {
  readonly subjects: readonly Sample[];
  readonly yardsticks: readonly Sample[];
}

/** Measures both sides alternately; a sample may hold several figures. */
export async function takeTurns<Sample>(
  { warmUp, counted }: Rounds,
  measureSubject: () => Promise<Sample>,
  measureYardstick: () => Promise<Sample>,
): Promise<Turns<Sample>> {
  const subjects: Sample[] = [];
  const yardsticks: Sample[] = [];
  for (let round = 0; round < warmUp; round++) {
    await measureYardstick();
    await measureSubject();
  }
  for (let round = 0; round < counted; round++) {
    yardsticks.push(await measureYardstick());
    subjects.push(await measureSubject());
    process.stdout.write('.');
  }
  return { subjects, yardsticks };
}

/** Computes the ratio of one figure of both sides. */
export function relate<Sample>(turns: Turns<Sample>, figureOf: (sample: Sample) => number): Comparison {
  const subjects = turns.subjects.map(figureOf);
  const yardsticks = turns.yardsticks.map(figureOf);
  const ratios = subjects.map((subject, round) => subject / (yardsticks[round] ?? NaN));
  return { ratio: spreadOf(ratios), subject: median(subjects), yardstick: median(yardsticks) };
}

export function spreadOf(values: readonly number[]): Ratio {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
