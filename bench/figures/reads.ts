import { compare } from '../compare.js';
import { type Benchmark, type Effort, type Figure, atLeast } from '../figure.js';
import { perSecond, reading } from '../load/standard.js';
import { seededFolder } from '../seed.js';
import { ending, startService, withFolder, withYardstick } from '../servers.js';

/** The first seeded order. */
const ORDER = '/orders/S1';
const FEW_ORDERS = 1000;

/** Reads, compared with endpoints that return the same JSON from memory. */
export const reads: Benchmark = async (effort) => {
  const figures: Figure[] = [];
  for (const orders of new Set([FEW_ORDERS, effort.manyOrders]))
    figures.push(...(await readsWith(orders, effort)));
  return figures;
};

function readsWith(orders: number, effort: Effort): Promise<Figure[]> {
  return withFolder(async (folder) => {
    await seededFolder(folder, orders);
    return ending(
      () => startService(folder),
      (service) =>
        withYardstick('nest-echo', async (echo) => {
          const figure = async (path: string, goal: number): Promise<Figure> => {
            const { ratio, subject, yardstick } = await compare(
              effort.rounds,
              () => perSecond(reading(path, service, effort.seconds)),
              () => perSecond(reading(path, echo, effort.seconds)),
            );
            return {
              name: `read \`GET ${path}\`, ${orders} orders`,
              yardstick: 'Nest echo of the same JSON',
              goal: atLeast(goal),
              ratio,
              measured: `${Math.round(subject)}/s, yardstick ${Math.round(yardstick)}/s`,
            };
          };
          return [await figure(ORDER, 0.9), await figure('/metrics', 0.95)];
        }),
    );
  });
}
