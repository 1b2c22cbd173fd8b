import { type Comparison, relate, takeTurns } from '../compare.js';
import { type Deployment, withDeployment } from '../deployment.js';
import { type Benchmark, type Effort, type Figure, atLeast } from '../figure.js';
import { describePostgres } from '../postgres.js';
import { isRedisThere } from '../redis.js';
import { NO_WORK, startService, startYardstick } from '../servers.js';

const WORKERS = 50;
const LOAD = { ...NO_WORK, WORKER_CONCURRENCY: String(WORKERS), DATABASE_POOL_SIZE: '10' };
const NO_FOLDER = '.';
const MORE_INSTANCES = [2, 4];

type Settings = Record<string, string>;

const ours = (settings: Settings): ReturnType<typeof startService> =>
  startService(NO_FOLDER, { ...LOAD, ...settings });
const plain = (settings: Settings): ReturnType<typeof startYardstick> =>
  startYardstick('plain-orders', { ...LOAD, ...settings });

/** Instances on one PostgreSQL and one Redis: one compared with a plain app, several compared with one. */
export const scaling: Benchmark = async (effort) => {
  if (!(await describePostgres()) || !(await isRedisThere())) {
    console.warn(
      'No PostgreSQL or no Redis: left out. TEST_POSTGRES_URL and TEST_REDIS_URL say where they are.',
    );
    return [];
  }
  const figures = await againstPlainApp(effort);
  for (const instances of MORE_INSTANCES) figures.push(...(await againstOne(instances, effort)));
  return figures;
};

function againstPlainApp(effort: Effort): Promise<Figure[]> {
  const figure = (name: string, did: string, comparison: Comparison): Figure => ({
    ...figureOf(`${name}, 1 instance`, `plain app: ${did}`, comparison),
    goal: atLeast(2),
  });
  return withDeployment(1, plain, (yardstick) =>
    withDeployment(1, ours, async (subject) => {
      const { intake, drain } = await compareRates(subject, yardstick, effort);
      return [
        figure('intake', 'an insert and a job for each order', intake),
        figure('drain', 'a job and two updates for each order', drain),
      ];
    }),
  );
}

/** No goal: all processes share this machine, which is the limit. */
function againstOne(instances: number, effort: Effort): Promise<Figure[]> {
  return withDeployment(1, ours, (yardstick) =>
    withDeployment(instances, ours, async (subject) => {
      const { intake, drain } = await compareRates(subject, yardstick, effort);
      return [
        figureOf(`intake, ${instances} instances`, '1 instance', intake),
        figureOf(`drain, ${instances} instances`, '1 instance', drain),
      ];
    }),
  );
}

async function compareRates(
  subject: Deployment,
  yardstick: Deployment,
  { rounds, singleOrders }: Effort,
): Promise<{ intake: Comparison; drain: Comparison }> {
  const turns = await takeTurns(
    rounds,
    () => subject.takeAndDrain(singleOrders),
    () => yardstick.takeAndDrain(singleOrders),
  );
  return { intake: relate(turns, ({ intake }) => intake), drain: relate(turns, ({ drain }) => drain) };
}

function figureOf(name: string, yardstick: string, { ratio, ...both }: Comparison): Figure {
  const measured = `${Math.round(both.subject)} orders/s, yardstick ${Math.round(both.yardstick)}/s`;
  return { name, yardstick, ratio, measured };
}
