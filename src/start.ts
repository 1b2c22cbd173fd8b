import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type ConsoleLogger, Logger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { ExitCode } from './common/exit-code.js';
import { HttpAdapter } from './http/server/http-adapter.js';
import { StartLogger } from './common/start-logger.js';
import { Switch } from './config/http-settings.js';
import { nestLogLevels } from './config/settings.js';
import { loadSettings } from './config/settings.module.js';
import { stopInOrder } from './stop.js';
import type { StopSignals } from './stop-signals.js';

const logger = new Logger('Main');

/** Resolves when the service listens. @throws Error if the start fails; some resources may still be open then */
export async function start(signals: StopSignals): Promise<void> {
  Logger.overrideLogger(consoleLogger());
  process.on('uncaughtException', endBroken);
  const settings = loadSettings();
  const leveled = consoleLogger(nestLogLevels(settings));
  Logger.overrideLogger(leveled);
  logger.log(`Order processing ${version()} on Node ${process.version}`);
  const adapter = new HttpAdapter();
  const app = await NestFactory.create<NestExpressApplication>(AppModule, adapter, {
    abortOnError: false,
    bodyParser: false,
    logger: leveled,
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
  const url = await app.getUrl();
  logger.log(`Listening on ${url}, see ${url}${settings.DOCS === Switch.On ? '/docs' : '/metrics'}`);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Node's default handler would print all properties of the error, which may include a driver's password. */
function endBroken(error: unknown): void {
  logger.fatal(error instanceof Error ? error.stack : String(error));
  process.exit(ExitCode.Failed);
}

/** Logs why the process ends. */
export function noteFailure(error: unknown): void {
  logger.fatal(error instanceof Error ? error.message : String(error));
}

/** @param logLevels all levels if omitted, as long as the settings are not read yet */
function consoleLogger(logLevels?: LogLevel[]): ConsoleLogger {
  return new StartLogger({ colors: isatty(process.stdout.fd), ...(logLevels && { logLevels }) });
}
