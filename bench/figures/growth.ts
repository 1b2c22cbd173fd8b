import { compare } from '../compare.js';
import { type Benchmark, atLeast } from '../figure.js';
import { newOrders, perSecond } from '../load/standard.js';
import { ProcessCost } from '../process-cost.js';
import { seededFolder } from '../seed.js';
import { ending, postTo, startService, withFolder, withService } from '../servers.js';

/** Whether the cost of an order depends on the number of orders. */
export const growth: Benchmark = ({ rounds, seconds, manyOrders }) =>
  withFolder(async (folder) => {
    await seededFolder(folder, manyOrders);
    return ending(
      () => startService(folder),
      (large) =>
        withService({}, async (small) => {
          for (const service of [large, small]) await postTo(service, '/processing/pause');
          const [costOfMany, costOfNone] = [new ProcessCost(large), new ProcessCost(small)];
          const { ratio, subject, yardstick } = await compare(
            rounds,
            () => costOfMany.during(seconds, () => perSecond(newOrders(large, seconds))),
            () => costOfNone.during(seconds, () => perSecond(newOrders(small, seconds))),
          );
          return [
            {
              name: `intake with ${manyOrders} orders in the table`,
              yardstick: 'intake with none',
              goal: atLeast(0.9),
              ratio,
              measured: `${Math.round(subject)} orders/s (each ${costOfMany.describe()}), with none ${Math.round(yardstick)}/s (each ${costOfNone.describe()})`,
            },
          ];
        }),
    );
  });
