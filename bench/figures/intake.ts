import { compare } from '../compare.js';
import { type Benchmark, atLeast } from '../figure.js';
import { newOrders, perSecond } from '../load/standard.js';
import { postTo, withService, withYardstick } from '../servers.js';

/** Durable intake, compared with endpoints that store nothing. */
export const intake: Benchmark = ({ rounds, seconds }) =>
  withService({}, async (service) => {
    await postTo(service, '/processing/pause');
    const against = (yardstick: string): ReturnType<typeof compare> =>
      withYardstick(yardstick, (echo) =>
        compare(
          rounds,
          () => perSecond(newOrders(service, seconds)),
          () => perSecond(newOrders(echo, seconds)),
        ),
      );
    const nest = await against('nest-echo');
    const express = await against('express-echo');
    const name = 'intake: durable `POST /orders`';
    const toText = (subject: number, other: number): string =>
      `${Math.round(subject)} orders/s, yardstick ${Math.round(other)}/s`;
    return [
      {
        name,
        yardstick: 'Nest endpoint with the same DTO, no database',
        goal: atLeast(1),
        ratio: nest.ratio,
        measured: toText(nest.subject, nest.yardstick),
      },
      {
        name,
        yardstick: 'bare Express JSON echo',
        goal: atLeast(0.8),
        ratio: express.ratio,
        measured: toText(express.subject, express.yardstick),
      },
    ];
  });
