import { Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { guardAgainstPages } from './app.browsers.js';
import { setUpDocs } from './app.openapi.js';
import { readBatchBody } from './orders/batch/batch-body.js';
import { ignoreBody } from './http/body/body-presence.js';
import { BodyRoom } from './http/body/body-room.js';
import { type HttpAdapter } from './http/server/http-adapter.js';
import { readJsonBody } from './http/body/json-body.js';
import { NoQueryGuard } from './http/routing/no-query.guard.js';
import { noStore } from './http/problem/no-store.js';
import { probesOnly } from './http/routing/probes-only.js';
import { ProblemFilter } from './http/problem/problem.filter.js';
import { Shutdown } from './common/shutdown.js';
import { StrictValidationPipe } from './http/validation/strict-validation.pipe.js';
import { Switch } from './config/http-settings.js';
import { Role, Settings } from './config/settings.js';
import { DatabaseBackend } from './database/database-backend.js';
import { BATCH_PATH } from './orders/batch/batch.controller.js';

/** Sets up all of HTTP that is not a module: connection limits, middleware, guards, pipes, filters, Swagger. */
export function setUpApp(app: NestExpressApplication, adapter: HttpAdapter): void {
  const settings = app.get(Settings);
  adapter.keepConnectionsFor(settings.KEEP_ALIVE_TIMEOUT_MS);
  adapter.limitConnections({
    total: settings.MAX_CONNECTIONS,
    perAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
  });
  adapter.stopWithin(settings.SHUTDOWN_TIMEOUT_MS, app.get(Shutdown));
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  guardAgainstPages(app, settings);
  if (settings.ROLE === Role.Worker) app.use(probesOnly);
  if (settings.DOCS === Switch.On) setUpDocs(app);
  app.use(noStore, ignoreBody);
  const room = app.get(BodyRoom);
  if (settings.MAX_CONNECTIONS_PER_ADDRESS > 0) room.limitAddresses();
  adapter.getInstance<Express>().post(BATCH_PATH, readBatchBody(room));
  app.use(readJsonBody(room));
  app.useGlobalGuards(new NoQueryGuard(app.get(Reflector)));
  app.useGlobalPipes(new StrictValidationPipe());
  const database = app.get(DatabaseBackend);
  app.useGlobalFilters(new ProblemFilter((error) => database.isAway(error)));
}
