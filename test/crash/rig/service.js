import 'reflect-metadata';
import { dirname, join } from 'node:path';
import { URL } from 'node:url';
import { ConsoleLogger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { EffectProcessor, instantProcessor } from './effect-processor.js';

// By addresses that are not literals: the build need not be there when imports are checked.
const built = (path) => import(new URL(`../../../dist/${path}`, import.meta.url).href);
const { AppModule } = await built('app.module.js');
const { setUpApp } = await built('app.setup.js');
const { HttpAdapter } = await built('http/server/http-adapter.js');
const { Settings, nestLogLevels } = await built('config/settings.js');
const { stopInOrder } = await built('stop.js');
const { StopSignals } = await built('stop-signals.js');
const { OrderProcessor } = await built('processing/processor/order-processor.js');

/** What this build understands beside the settings of the service. */
const {
  WORK = 'effect',
  WORK_MIN_MS = '0',
  WORK_MAX_MS = '20',
  FAIL_KILL_ON,
  FAIL_KILL_AT = '1',
  DATABASE_URL = '',
} = process.env;

/** `main.js` with another processor, and with a failpoint: as close to it as can be. */
async function main() {
  const signals = new StopSignals();
  const testing = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(OrderProcessor)
    .useValue(WORK === 'none' ? instantProcessor : await openEffects())
    .compile();
  const adapter = new HttpAdapter();
  const logger = new ConsoleLogger({ colors: false, logLevels: nestLogLevels(testing.get(Settings)) });
  const app = testing.createNestApplication(adapter, { abortOnError: false, bodyParser: false, logger });
  const settings = app.get(Settings);
  signals.stopWith(() => stopInOrder(app));
  setUpApp(app, adapter);
  if (FAIL_KILL_ON) killOn(app.get(EventEmitter2), FAIL_KILL_ON, Number(FAIL_KILL_AT));
  await app.listen(settings.PORT, settings.HOST);
  // Not through the logger, so that it is there on every LOG_LEVEL.
  process.stdout.write(`Listening on ${await app.getUrl()}, with faults\n`);
}

function openEffects() {
  const directory = dirname(DATABASE_URL.slice('sqlite:'.length));
  return EffectProcessor.open(join(directory, 'effects.db'), Number(WORK_MIN_MS), Number(WORK_MAX_MS));
}

/** Dies at the nth event of this name, after the commit that it tells of and before anybody has heard of it. */
function killOn(emitter, name, nth) {
  let seen = 0;
  emitter.prependListener(name, () => {
    if (++seen === nth) process.kill(process.pid, 'SIGKILL');
  });
}

await main();
