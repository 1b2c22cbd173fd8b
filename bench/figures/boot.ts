import { compare, median, spreadOf } from '../compare.js';
import { type Benchmark, atMost } from '../figure.js';
import { seededFolder } from '../seed.js';
import { ending, residentMegabytes, startService, withFolder } from '../servers.js';

/** Duration of a start, and memory after it, with many orders and with none. */
export const boot: Benchmark = ({ rounds, manyOrders }) =>
  withFolder(async (large) =>
    withFolder(async (empty) => {
      await seededFolder(large, manyOrders);
      const memory = { large: [] as number[], empty: [] as number[] };
      const { ratio, subject, yardstick } = await compare(
        rounds,
        () => bootSeconds(large, memory.large),
        () => bootSeconds(empty, memory.empty),
      );
      // Without warm-up rounds.
      const more = memory.large
        .map((megabytes, round) => megabytes - (memory.empty[round] ?? 0))
        .slice(rounds.warmUp);
      const name = `with ${manyOrders} orders, a tenth of them pending`;
      return [
        {
          name: `boot ${name}`,
          yardstick: 'boot with none',
          goal: atMost(1.5),
          ratio,
          measured: `${subject.toFixed(2)} s, with none ${yardstick.toFixed(2)} s`,
        },
        {
          name: `memory after boot ${name}`,
          yardstick: 'memory with none, in MB more',
          goal: atMost(60),
          ratio: spreadOf(more),
          measured: `${median(memory.large).toFixed(0)} MB, with none ${median(memory.empty).toFixed(0)} MB`,
        },
      ];
    }),
  );

function bootSeconds(folder: string, memory: number[]): Promise<number> {
  const startedAt = performance.now();
  return ending(
    () => startService(folder),
    async (service) => {
      const seconds = (performance.now() - startedAt) / 1000;
      memory.push(await residentMegabytes(service));
      return seconds;
    },
  );
}
