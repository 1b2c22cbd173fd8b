import { Global, Module } from '@nestjs/common';
import { ClockWatch } from './clock-watch.js';
import { Clock, SystemClock } from './clock.js';
import { BodyRoom } from '../http/body/body-room.js';
import { NdjsonExchange } from '../http/streaming/ndjson-stream.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, ClockWatch, Shutdown, BodyRoom, NdjsonExchange],
  exports: [Clock, ClockWatch, Shutdown, BodyRoom, NdjsonExchange],
})
export class CommonModule {}
