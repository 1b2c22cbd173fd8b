import { readFile, readdir } from 'node:fs/promises';
import type { ServiceProcess } from '../test/support/processes/service-process.js';
import { median } from './compare.js';

/** On every Linux that Node supports, a tick of CPU time is 10 ms. */
const TICK_US = 10_000;
/** Positions of user and kernel time in `/proc/PID/task/TID/stat`, counted from the bracket after the name. */
const USER_TICKS = 11;
const KERNEL_TICKS = 12;

/** CPU time in microseconds of the event loop's thread and of all others; bytes written to files. */
interface Usage {
  readonly mainUs: number;
  readonly othersUs: number;
  readonly writtenBytes: number;
}

/** What a process spends per order in each round, from `/proc`. */
export class ProcessCost {
  private readonly rounds: Usage[] = [];

  constructor(private readonly service: ServiceProcess) {}

  /** @param work runs for this many seconds and returns orders per second */
  async during(seconds: number, work: () => Promise<number>): Promise<number> {
    const before = await usageOf(this.service.pid);
    const rate = await work();
    const after = await usageOf(this.service.pid);
    const orders = rate * seconds;
    this.rounds.push({
      mainUs: (after.mainUs - before.mainUs) / orders,
      othersUs: (after.othersUs - before.othersUs) / orders,
      writtenBytes: (after.writtenBytes - before.writtenBytes) / orders,
    });
    return rate;
  }

  /** Medians per order: CPU time on the main thread and on the others, and bytes written. */
  describe(): string {
    const [main, others, written] = (['mainUs', 'othersUs', 'writtenBytes'] as const).map((name) =>
      median(this.rounds.map((round) => round[name])).toFixed(0),
    );
    return `${main} + ${others} µs, ${written} bytes`;
  }
}

async function usageOf(pid: number): Promise<Usage> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(threads.map((thread) => cpuUs(`/proc/${pid}/task/${thread}/stat`)));
  const mainUs = times[threads.indexOf(String(pid))] ?? NaN;
  const io = await readFile(`/proc/${pid}/io`, 'utf8');
  return {
    mainUs,
    othersUs: times.reduce((sum, time) => sum + time, -mainUs),
    writtenBytes: Number(/^wchar: (\d+)/m.exec(io)?.[1] ?? NaN),
  };
}

async function cpuUs(file: string): Promise<number> {
  const stat = await readFile(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TICKS]) + Number(fields[KERNEL_TICKS])) * TICK_US;
}
