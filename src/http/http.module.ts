import { Global, Module } from '@nestjs/common';
import { BodyRoom } from './body/body-room.js';
import { NdjsonStream } from './streaming/ndjson-stream.js';

/** HTTP services that controllers share. `app.setup.ts` sets up the server itself. */
@Global()
@Module({ providers: [BodyRoom, NdjsonStream], exports: [BodyRoom, NdjsonStream] })
export class HttpModule {}
