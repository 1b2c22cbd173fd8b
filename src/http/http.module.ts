import { Global, Module } from '@nestjs/common';
import { BodyRoom } from './body/body-room.js';
import { NdjsonExchange } from './streaming/ndjson-stream.js';

/** What controllers share of HTTP. The server itself is set up in `app.setup.ts`. */
@Global()
@Module({ providers: [BodyRoom, NdjsonExchange], exports: [BodyRoom, NdjsonExchange] })
export class HttpModule {}
