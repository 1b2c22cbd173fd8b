import { resolve } from 'node:path';
import { readEnvFile } from './env-file.js';

/**
 * Takes over what a `.env` file in the working directory sets and the environment does not.
 * @throws EnvFileError if it cannot be understood
 */
export function loadEnvironment(): NodeJS.ProcessEnv {
  for (const [name, value] of readEnvFile(resolve('.env'))) process.env[name] ??= value;
  return process.env;
}
