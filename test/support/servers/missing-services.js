import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { isReachable } from './is-reachable.js';
import { SERVICES } from './services.js';

/** The pooler's program; where Debian puts it not everybody looks. */
const POOLER = 'pgbouncer';
const env = { PATH: `${process.env.PATH}:/usr/sbin` };

/** Prints the names of what is not there, as `SKIP_SERVICES` takes them: servers that do not answer, and the pooler. */
const answers = await Promise.all(
  Object.entries(SERVICES).map(async ([name, service]) => ((await isReachable(service)) ? [] : [name])),
);
const hasPooler = spawnSync(POOLER, ['--version'], { env }).status === 0;
process.stdout.write([...answers.flat(), ...(hasPooler ? [] : [POOLER])].join(','));
