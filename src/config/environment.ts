import { resolve } from 'node:path';
import { readEnvFile } from './env-file.js';

/**
 * Adds the variables of a `.env` file in the working directory that the environment does not set itself.
 * @throws EnvFileError if the file cannot be parsed
 */
export function loadEnvironment(): NodeJS.ProcessEnv {
  for (const [name, value] of readEnvFile(resolve('.env'))) process.env[name] ??= value;
  return process.env;
}
