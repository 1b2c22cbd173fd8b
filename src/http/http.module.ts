import { Global, Module } from '@nestjs/common';
import { BodyRoom } from './body/body-room.js';
import { NdjsonStream } from './streaming/ndjson-stream.js';

/** What controllers share of HTTP. The server itself is set up in `app.setup.ts`. */
@Global()
@Module({ providers: [BodyRoom, NdjsonStream], exports: [BodyRoom, NdjsonStream] })
export class HttpModule {}
