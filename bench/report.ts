import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { type Figure, isMet } from './figure.js';
import { describeGenerator } from './load/generator.js';

const require = createRequire(import.meta.url);
const PACKAGES = ['@nestjs/core', 'express', 'typeorm', 'sqlite3', 'bullmq', 'pg'];

const VERDICTS = new Map<boolean | undefined, string>([
  [true, 'met'],
  [false, '**not met**'],
]);

/** The figures as a table in Markdown. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, yardstick, goal, ratio, measured } = figure;
    const spread = `${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)}`;
    const cells = [
      name,
      yardstick,
      goal ? `${goal.kind} ${goal.value}` : 'none',
      ratio.median.toFixed(2),
      spread,
      VERDICTS.get(isMet(figure)) ?? '',
      measured,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| figure | yardstick | goal | ratio | rounds | | here |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The conditions of the measurement. */
interface Setting {
  readonly command: string;
  /** Database and queue servers, with versions. */
  readonly servers?: readonly string[];
  /** Notes that apply to these figures only. */
  readonly remark?: string;
}

/** The table and its explanation. */
export function toReport(
  figures: readonly Figure[],
  { command, servers = [], remark = '' }: Setting,
): string {
  const [cpu] = cpus();
  const versions = [...PACKAGES.map((name) => `${name} ${versionOf(name)}`), ...servers];
  return `# Results of the benchmark

\`${command}\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.version}, ${versions.join(', ')};
${process.platform}, ${cpus().length} × ${cpu?.model ?? 'unknown'}. The load generator runs on the same machine, with 64 connections.
${describeGenerator()}

Each ratio is the median over rounds in which both sides were measured in turns; beside it the lowest and the highest
round. Absolute figures are of this machine, and only there to show proportions.
What they mean, and what stands in the way of those that are not met: [docs/performance.md](../docs/performance.md).
${remark}
${toTable(figures)}
`;
}

function versionOf(name: string): string {
  const entry = require.resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return (require(`${folder}package.json`) as { version: string }).version;
}
