import { releaseAll } from './resources.js';
import { FULL, QUICK } from './efforts.js';
import type { Benchmark, Figure } from './figure.js';
import { boot } from './figures/boot.js';
import { bulk } from './figures/bulk.js';
import { drain } from './figures/drain.js';
import { growth } from './figures/growth.js';
import { intakeWhileDraining } from './figures/intake-while-draining.js';
import { intake } from './figures/intake.js';
import { latency } from './figures/latency.js';
import { lists } from './figures/lists.js';
import { locked } from './figures/locked.js';
import { reads } from './figures/reads.js';
import { scaling } from './figures/scaling.js';
import { toTable } from './report.js';
import { writeResults, writeScalingResults } from './results.js';

/** The benchmarks of a full run. */
const SINGLE = { intake, intakeWhileDraining, drain, bulk, reads, lists, growth, boot, latency };
/** These need PostgreSQL and run only if named. Scaling has its own results file. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = { ...SINGLE, scaling, locked };

/** Arguments: `quick` for short measurements, names of benchmarks to run only these. Only full runs write results. */
const words = process.argv.slice(2);
const isQuick = words.includes('quick');
const names = words.filter((word) => word !== 'quick');
const unknown = names.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: quick, ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(1);
}

const INTERRUPTED = 130;
const interruption = new AbortController();
process.once('SIGINT', () => {
  interruption.abort();
  void releaseAll().finally(() => process.exit(INTERRUPTED));
});

try {
  const figures = await measure(names.length > 0 ? names : Object.keys(SINGLE));
  console.log(`\n${toTable(figures)}`);
  if (!isQuick) await write(figures);
} catch (error) {
  if (!interruption.signal.aborted) throw error;
} finally {
  await releaseAll();
}

async function measure(chosen: readonly string[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [index, name] of chosen.entries()) {
    process.stdout.write(`${index + 1}/${chosen.length} ${name} `);
    figures.push(...((await BENCHMARKS[name]?.(isQuick ? QUICK : FULL)) ?? []));
    process.stdout.write('\n');
  }
  return figures;
}

async function write(figures: readonly Figure[]): Promise<void> {
  if (names.length === 0) await writeResults(figures);
  if (names.join() === scaling.name && figures.length > 0) await writeScalingResults(figures);
}
