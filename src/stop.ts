import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { ExitCode } from './common/exit-code.js';
import { Shutdown } from './common/shutdown.js';
import { Settings } from './config/settings.js';

/** Extra time for the last commits and for closing connections, after the time limit for running work. */
const LAST_MOMENT_MS = 4000;

/** Stops the service gracefully, within a time limit. Never rejects. @returns the exit code of the process */
export async function stopInOrder(app: INestApplicationContext): Promise<ExitCode> {
  const shutdown = app.get(Shutdown);
  const timeUp = pause(app.get(Settings).SHUTDOWN_TIMEOUT_MS + LAST_MOMENT_MS).then(() =>
    shutdown.abandon('The shutdown exceeded its time limit and was cut short.'),
  );
  try {
    await Promise.race([app.close(), timeUp]);
    return shutdown.exitCode;
  } catch (error) {
    new Logger('Main').fatal(`The shutdown failed: ${String(error)}`);
    return ExitCode.Failed;
  }
}
