import { readFile, readdir } from 'node:fs/promises';
import type { ServiceProcess } from '../test/support/processes/service-process.js';
import { median } from './compare.js';

/** Ticks of CPU time are hundredths of a second for every Linux that Node runs on. */
const TICK_US = 10_000;
/** Where `/proc/PID/task/TID/stat` has the time in user and in kernel mode, counted behind the name's bracket. */
const USER_TICKS = 11;
const KERNEL_TICKS = 12;

/** CPU in microseconds, of the event loop's thread and of all others; bytes written to files. */
interface Usage {
  readonly mainUs: number;
  readonly othersUs: number;
  readonly writtenBytes: number;
}

/** What a process spends on each order, round by round, by `/proc`'s account of it. */
export class ProcessCost {
  private readonly rounds: Usage[] = [];

  constructor(private readonly service: ServiceProcess) {}

  /** @param work takes this many seconds, and answers orders per second */
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

  /** Medians of an order's CPU on the main thread and on the others, and of what was written for it. */
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
