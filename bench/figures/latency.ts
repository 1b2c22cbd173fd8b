import { compare } from '../compare.js';
import { type Benchmark, atMost } from '../figure.js';
import type { LoadOptions } from '../load/load.js';
import { p99, pace } from '../load/pace.js';
import { newOrders, perSecond } from '../load/standard.js';
import { postTo, withService, withYardstick } from '../servers.js';

/** The 99th percentile of latency at half of the maximum rate. */
export const latency: Benchmark = ({ rounds, seconds }) =>
  withService({}, (service) =>
    withYardstick('nest-echo', async (echo) => {
      await postTo(service, '/processing/pause');
      const load = (server: typeof service): LoadOptions => newOrders(server, seconds);
      // Twice: the first is a warm-up.
      await Promise.all([perSecond(load(service)), perSecond(load(echo))]);
      const half = { service: (await perSecond(load(service))) / 2, echo: (await perSecond(load(echo))) / 2 };
      const { ratio, subject, yardstick } = await compare(
        rounds,
        async () => p99(await pace(half.service, load(service))),
        async () => p99(await pace(half.echo, load(echo))),
      );
      return [
        {
          name: 'p99 latency of intake, at half of its full rate',
          yardstick: 'p99 of the Nest echo, at half of its own',
          goal: atMost(2),
          ratio,
          measured: `${subject.toFixed(1)} ms at ${Math.round(half.service)}/s, yardstick ${yardstick.toFixed(1)} ms at ${Math.round(half.echo)}/s`,
        },
      ];
    }),
  );
