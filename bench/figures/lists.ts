import { compare } from '../compare.js';
import { type Benchmark, atLeast } from '../figure.js';
import { saturate } from '../load/load.js';
import { newOrders, perSecond, reading } from '../load/standard.js';
import { seededFolder } from '../seed.js';
import { ending, postTo, startService, withFolder } from '../servers.js';
import { ProcessCost } from '../process-cost.js';
import type { ServiceProcess } from '../../test/support/processes/service-process.js';

const FEW_ORDERS = 1000;
const READERS = 10;
/** A page of one order of the user who has the first seeded order. */
const LIST = '/orders?status=completed&user_id=user7919&limit=1';

/** Whether the cost of a list with two filters depends on the number of orders, and what it costs intake. */
export const lists: Benchmark = ({ rounds, seconds, manyOrders }) =>
  withSeededService(FEW_ORDERS, (few) =>
    withSeededService(manyOrders, async (many) => {
      const [costOfMany, costOfFew] = [new ProcessCost(many), new ProcessCost(few)];
      const flat = await compare(
        rounds,
        () => costOfMany.during(seconds, () => perSecond(reading(LIST, many, seconds))),
        () => costOfFew.during(seconds, () => perSecond(reading(LIST, few, seconds))),
      );
      const intake = await compare(
        rounds,
        () => intakeBesideReaders(many, seconds),
        () => perSecond(newOrders(many, seconds)),
      );
      return [
        {
          name: `list \`GET ${LIST}\`, ${manyOrders} orders`,
          yardstick: `the same with ${FEW_ORDERS} orders`,
          goal: atLeast(0.9),
          ratio: flat.ratio,
          measured: `${Math.round(flat.subject)}/s (each ${costOfMany.describe()}), with few ${Math.round(flat.yardstick)}/s (each ${costOfFew.describe()})`,
        },
        {
          name: `intake while ${READERS} clients read that list without a pause, ${manyOrders} orders`,
          yardstick: 'intake alone',
          ratio: intake.ratio,
          measured: `${Math.round(intake.subject)} orders/s, alone ${Math.round(intake.yardstick)}/s`,
        },
      ];
    }),
  );

function withSeededService<Result>(
  orders: number,
  use: (service: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    await seededFolder(folder, orders);
    return ending(
      () => startService(folder),
      async (service) => {
        await postTo(service, '/processing/pause');
        return use(service);
      },
    );
  });
}

async function intakeBesideReaders(service: ServiceProcess, seconds: number): Promise<number> {
  const [intake] = await Promise.all([
    perSecond(newOrders(service, seconds)),
    saturate({ ...reading(LIST, service, seconds), connections: READERS }),
  ]);
  return intake;
}
