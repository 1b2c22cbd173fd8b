import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { NdjsonExchange } from './http/ndjson-exchange.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, Shutdown, NdjsonExchange],
  exports: [Clock, Shutdown, NdjsonExchange],
})
export class CommonModule {}
