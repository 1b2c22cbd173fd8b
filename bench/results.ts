import { writeFile } from 'node:fs/promises';
import { FULL } from './efforts.js';
import type { Figure } from './figure.js';
import { describePostgres } from './postgres.js';
import { redisVersion } from './redis.js';
import { toReport } from './report.js';

const RESULTS = 'bench/results.md';
const SCALING_RESULTS = 'bench/results-scaling.md';
const SCALING_REMARK = `
All of it shares these cores: the instances, PostgreSQL, Redis, the plain app and the generator. With more than one
instance the figures say what this machine still has to give, not how far instances go on machines of their own.
A round takes ${FULL.singleOrders} orders with processing paused, and then processes them; the work itself takes no time.
`;

export function writeResults(figures: readonly Figure[]): Promise<void> {
  return writeFile(RESULTS, toReport(figures, { command: 'npm run bench' }));
}

export async function writeScalingResults(figures: readonly Figure[]): Promise<void> {
  const servers = [(await describePostgres()) ?? '', `Redis ${await redisVersion()}`];
  const report = toReport(figures, { command: 'npm run bench scaling', servers, remark: SCALING_REMARK });
  await writeFile(SCALING_RESULTS, report);
}
