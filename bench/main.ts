import { writeFile } from 'node:fs/promises';
import type { Benchmark, Effort, Figure } from './figure.js';
import { boot } from './figures/boot.js';
import { bulk } from './figures/bulk.js';
import { drain } from './figures/drain.js';
import { growth } from './figures/growth.js';
import { intakeWhileDraining } from './figures/intake-while-draining.js';
import { intake } from './figures/intake.js';
import { latency } from './figures/latency.js';
import { reads } from './figures/reads.js';
import { toReport, toTable } from './report.js';
import { putAllAway } from './belongings.js';

const RESULTS = 'bench/results.md';
const BENCHMARKS = { intake, intakeWhileDraining, drain, bulk, reads, growth, boot, latency };
const FULL: Effort = {
  rounds: { warmUp: 1, counted: 5 },
  seconds: 3,
  manyOrders: 1_000_000,
  bulkOrders: 50_000,
};
const QUICK: Effort = { rounds: { warmUp: 0, counted: 1 }, seconds: 0.3, manyOrders: 1000, bulkOrders: 2000 };

/** `quick` for a look in under a minute; names of benchmarks for those alone. Only a full run writes its results. */
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
  void putAllAway().finally(() => process.exit(INTERRUPTED));
});

const figures: Figure[] = [];
try {
  await run();
} catch (error) {
  if (!interruption.signal.aborted) throw error;
} finally {
  await putAllAway();
}

async function run(): Promise<void> {
  const all = Object.entries<Benchmark>(BENCHMARKS);
  const chosen = all.filter(([name]) => names.length === 0 || names.includes(name));
  for (const [index, [name, benchmark]] of chosen.entries()) {
    process.stdout.write(`${index + 1}/${chosen.length} ${name} `);
    figures.push(...(await benchmark(isQuick ? QUICK : FULL)));
    process.stdout.write('\n');
  }
  console.log(`\n${toTable(figures)}`);
  if (!isQuick && names.length === 0) await writeFile(RESULTS, toReport(figures, 'npm run bench'));
}
