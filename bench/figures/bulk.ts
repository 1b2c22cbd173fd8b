import { type Comparison, compare } from '../compare.js';
import { type Benchmark, type Figure, atLeast } from '../figure.js';
import { postBatches } from '../load/batches.js';
import { newOrders, perSecond } from '../load/standard.js';
import { postTo, withService, withYardstick } from '../servers.js';
import { measured } from '../yardsticks/measured.js';

const WARM_UP = 5000;

/** Orders in arrays of 1000, each round into new tables. */
export const bulk: Benchmark = async ({ rounds, seconds, bulkOrders }) => {
  const post = (): Promise<number> =>
    withService({}, async (service) => {
      await postTo(service, '/processing/pause');
      await postBatches(service.url, WARM_UP);
      return postBatches(service.url, bulkOrders);
    });
  const raw = await compare(rounds, post, () => measured('sqlite-inserts', bulkOrders));
  const express = await withYardstick('express-echo', (echo) =>
    compare(rounds, post, () => perSecond(newOrders(echo, seconds))),
  );
  const figure = (yardstick: string, goal: number, { ratio, ...both }: Comparison): Figure => ({
    name: 'bulk: `POST /orders/batch`',
    yardstick,
    goal: atLeast(goal),
    ratio,
    measured: `${Math.round(both.subject)} orders/s, yardstick ${Math.round(both.yardstick)}/s`,
  });
  return [
    figure('raw sqlite3 inserts of the same rows in sets of 1000, without indices and timeline', 0.2, raw),
    figure('bare Express requests', 10, express),
  ];
};
