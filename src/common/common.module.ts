import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, Shutdown],
  exports: [Clock, Shutdown],
})
export class CommonModule {}
