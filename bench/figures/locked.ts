import type { DataSource } from 'typeorm';
import type { ServiceProcess } from '../../test/support/processes/service-process.js';
import { compare } from '../compare.js';
import { type Benchmark, atLeast } from '../figure.js';
import { saturate } from '../load/load.js';
import { newOrders } from '../load/standard.js';
import { describePostgres, withDatabase } from '../postgres.js';
import { ending, postTo, startService } from '../servers.js';

const NO_FOLDER = '.';
/** More than the service has concurrent commits. */
const LOCKED = Array.from({ length: 8 }, (_, index) => `locked${index}`);

/** Intake while another transaction holds row locks and clients keep requesting these orders. */
export const locked: Benchmark = async ({ rounds, seconds }) => {
  if (!(await describePostgres())) {
    console.warn('No PostgreSQL: left out. TEST_POSTGRES_URL says where it is.');
    return [];
  }
  return withPaused((quiet) =>
    withPaused(async (troubled, inside) => {
      for (const order_id of LOCKED) await postOrder(troubled, order_id);
      let longest = 0;
      const beside = async (): Promise<number> => {
        const { perSecond, latencies } = await whileLocked(inside, troubled, () =>
          saturate(newOrders(troubled, seconds)),
        );
        longest = Math.max(longest, latencies.at(-1) ?? 0);
        return perSecond;
      };
      const alone = async (): Promise<number> => (await saturate(newOrders(quiet, seconds))).perSecond;
      const { ratio, subject, yardstick } = await compare(rounds, beside, alone);
      return [
        {
          name: `intake on PostgreSQL while ${LOCKED.length} orders that clients ask for are locked`,
          yardstick: 'intake while none is',
          goal: atLeast(0.5),
          ratio,
          measured: `${Math.round(subject)} orders/s, the slowest after ${Math.round(longest)} ms; without locks ${Math.round(yardstick)}/s`,
        },
      ];
    }),
  );
};

/** Runs `use` with a service without workers on its own PostgreSQL database. */
function withPaused<Result>(
  use: (service: ServiceProcess, inside: DataSource) => Promise<Result>,
): Promise<Result> {
  return withDatabase((url, inside) =>
    ending(
      () => startService(NO_FOLDER, { DATABASE_URL: url }),
      async (service) => {
        await postTo(service, '/processing/pause');
        return use(service, inside);
      },
    ),
  );
}

async function whileLocked<Result>(
  inside: DataSource,
  service: ServiceProcess,
  work: () => Promise<Result>,
): Promise<Result> {
  const runner = inside.createQueryRunner();
  await runner.startTransaction();
  await runner.query('SELECT id FROM orders WHERE order_id = ANY($1) FOR UPDATE', [LOCKED]);
  let isOver = false;
  const askAgain = async (order_id: string): Promise<void> => {
    while (!isOver)
      await (await fetch(`${service.url}/orders/${order_id}/cancel`, { method: 'POST' })).text();
  };
  const asking = Promise.all(LOCKED.map(askAgain));
  try {
    return await work();
  } finally {
    isOver = true;
    // The rows are still locked when the last requests are answered.
    await asking;
    await runner.rollbackTransaction();
    await runner.release();
  }
}

async function postOrder({ url }: ServiceProcess, order_id: string): Promise<void> {
  const order = { user_id: 'user1', order_id, item_ids: ['item1'], total_amount: 5 };
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/orders`, { method: 'POST', headers, body: JSON.stringify(order) });
  if (!answer.ok) throw new Error(`An order was answered ${answer.status}.`);
}
