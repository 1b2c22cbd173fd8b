import { Global, Module } from '@nestjs/common';
import { ClockWatch } from './clock-watch.js';
import { Clock, SystemClock } from './clock.js';
import { NdjsonExchange } from './http/ndjson-exchange.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, ClockWatch, Shutdown, NdjsonExchange],
  exports: [Clock, ClockWatch, Shutdown, NdjsonExchange],
})
export class CommonModule {}
