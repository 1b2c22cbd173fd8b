import { Connection } from './connection.js';
import { noteGenerator, shareOfCore } from './generator.js';
import { orderMaker, post } from './requests.js';

const BATCH = 1000;

let runs = 0;

/** Posts this many new orders in arrays of 1000, two at a time. @returns orders per second */
export async function postBatches(url: string, orders: number): Promise<number> {
  const order = orderMaker(`B${++runs}`);
  let left = orders;
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const postSome = async (): Promise<void> => {
    const line = await Connection.open(url);
    while (left > 0) {
      left -= BATCH;
      const body = `[${Array.from({ length: BATCH }, order).join(',')}]`;
      const answer = await line.exchange(post('/orders/batch', body));
      if (answer.status !== 200) throw new Error(`A batch was answered ${answer.status}: ${answer.body}`);
    }
    line.close();
  };
  await Promise.all([postSome(), postSome()]);
  const elapsed = performance.now() - startedAt;
  noteGenerator(shareOfCore(process.cpuUsage(cpuBefore), elapsed));
  return (orders / elapsed) * 1000;
}
