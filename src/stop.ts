import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { ExitCode } from './common/exit-code.js';
import { Shutdown } from './common/shutdown.js';
import { Settings } from './config/settings.js';

/** For the last commits and for closing what is open, once the time for running work is over. */
const LAST_MOMENT_MS = 4000;

/** Stops the service in order, and in time. Never rejects. @returns how the process should end */
export async function stopInOrder(app: INestApplicationContext): Promise<ExitCode> {
  const shutdown = app.get(Shutdown);
  const timeUp = pause(app.get(Settings).SHUTDOWN_TIMEOUT_MS + LAST_MOMENT_MS).then(() =>
    shutdown.abandon('The stop took too long and was broken off.'),
  );
  try {
    await Promise.race([app.close(), timeUp]);
    return shutdown.exitCode;
  } catch (error) {
    new Logger('Main').fatal(`The stop failed: ${String(error)}`);
    return ExitCode.Failed;
  }
}
