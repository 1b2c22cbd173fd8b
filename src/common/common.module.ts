import { Global, Module } from '@nestjs/common';
import { ClockWatch } from './clock-watch.js';
import { Clock, SystemClock } from './clock.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, ClockWatch, Shutdown],
  exports: [Clock, ClockWatch, Shutdown],
})
export class CommonModule {}
