import process from 'node:process';
import { isReachable } from './is-reachable.js';
import { SERVICES } from './services.js';

/** Prints the names of the servers that do not answer, as `SKIP_SERVICES` takes them. */
const answers = await Promise.all(
  Object.entries(SERVICES).map(async ([name, service]) => ((await isReachable(service)) ? [] : [name])),
);
process.stdout.write(answers.flat().join(','));
