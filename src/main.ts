import 'reflect-metadata';
import { isatty } from 'node:tty';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { HttpAdapter } from './common/http/http-adapter.js';
import { StartLogger } from './common/start-logger.js';
import { nestLogLevels } from './config/settings.js';
import { loadSettings } from './config/settings.module.js';

async function main(): Promise<void> {
  const settings = await loadSettings();
  const logger = new StartLogger({ colors: isatty(process.stdout.fd), logLevels: nestLogLevels(settings) });
  const adapter = new HttpAdapter();
  const app = await NestFactory.create<NestExpressApplication>(AppModule, adapter, {
    abortOnError: false,
    bodyParser: false,
    logger,
  });
  app.enableShutdownHooks();
  setUpApp(app, adapter);
  try {
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  logger.log(`Listening on ${await app.getUrl()}, see ${await app.getUrl()}/docs`, 'Main');
}

// A log that cannot be written, on a full disk or into a closed pipe, must not end the service.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Node would print all properties of the error as well: what a driver has sent, a password among them.
process.on('uncaughtException', (error: unknown) => {
  new Logger('Main').fatal(error instanceof Error ? error.stack : String(error));
  process.exit(1);
});

main().catch((error: unknown) => {
  new Logger('Main').fatal(error instanceof Error ? error.message : String(error));
  // What a start has opened before it failed would keep the process alive.
  process.exit(1);
});
