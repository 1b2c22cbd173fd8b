import { compare, spreadOf } from '../compare.js';
import { type Benchmark, atLeast, atMost } from '../figure.js';
import { newOrders, perSecond } from '../load/standard.js';
import { ProcessCost } from '../process-cost.js';
import { NO_WORK, postTo, withService } from '../servers.js';
import type { ServiceProcess } from '../../test/support/processes/service-process.js';

const WORKERS = '50';

/** Intake while workers complete orders at full speed, compared with intake while they are paused. */
export const intakeWhileDraining: Benchmark = ({ rounds, seconds }) =>
  withService({ ...NO_WORK, WORKER_CONCURRENCY: WORKERS }, async (working) =>
    withService({}, async (paused) => {
      await postTo(paused, '/processing/pause');
      const left: number[] = [];
      const [costOfWorking, costAlone] = [new ProcessCost(working), new ProcessCost(paused)];
      const { ratio, subject, yardstick } = await compare(
        rounds,
        async () => {
          const before = await backlog(working);
          const rate = await costOfWorking.during(seconds, () => perSecond(newOrders(working, seconds)));
          left.push(((await backlog(working)) - before) / (rate * seconds));
          return rate;
        },
        () => costAlone.during(seconds, () => perSecond(newOrders(paused, seconds))),
      );
      return [
        {
          name: `intake while ${WORKERS} workers drain without a pause`,
          yardstick: 'intake alone',
          goal: atLeast(0.7),
          ratio,
          measured: `${Math.round(subject)} orders/s (each ${costOfWorking.describe()}), alone ${Math.round(yardstick)}/s (each ${costAlone.describe()})`,
        },
        {
          name: 'backlog that such a load leaves behind',
          yardstick: 'orders taken meanwhile',
          goal: atMost(0.2),
          // Without warm-up rounds.
          ratio: spreadOf(left.slice(rounds.warmUp)),
          measured: 'share of the orders that were not drained by the end of the load',
        },
      ];
    }),
  );

async function backlog({ url }: ServiceProcess): Promise<number> {
  const status = (await (await fetch(`${url}/processing`)).json()) as { backlog: number };
  return status.backlog;
}
