import 'reflect-metadata';
import { isatty } from 'node:tty';
import { ConsoleLogger, Logger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { HttpAdapter } from './common/http/http-adapter.js';
import { nestLogLevels } from './config/settings.js';
import { loadSettings } from './config/settings.module.js';
import { stopInOrder } from './stop.js';
import type { StopSignals } from './stop-signals.js';

const logger = new Logger('Main');

/** Resolves when the service listens. @throws Error if the start fails; what it had opened may be open still */
export async function start(signals: StopSignals): Promise<void> {
  Logger.overrideLogger(consoleLogger());
  // Node ends the process then, with code 1; this adds a line to the log.
  process.on('uncaughtExceptionMonitor', noteFailure);
  const settings = loadSettings();
  const adapter = new HttpAdapter();
  const app = await NestFactory.create<NestExpressApplication>(AppModule, adapter, {
    abortOnError: false,
    bodyParser: false,
    logger: consoleLogger(nestLogLevels(settings)),
  });
  signals.stopWith(() => stopInOrder(app));
  setUpApp(app, adapter);
  try {
    await app.init();
    if (signals.haveCome) return;
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  logger.log(`Listening on ${await app.getUrl()}, see ${await app.getUrl()}/docs`);
}

/** Says why the process ends. */
export function noteFailure(error: unknown): void {
  logger.fatal(error instanceof Error ? error.message : String(error));
}

/** @param logLevels all of them while the settings are not known */
function consoleLogger(logLevels?: LogLevel[]): ConsoleLogger {
  return new ConsoleLogger({ colors: isatty(process.stdout.fd), ...(logLevels && { logLevels }) });
}
