import { ExpressAdapter } from '@nestjs/platform-express';
import { Drain } from './drain.js';
import { createHttpServer } from './http-server.js';

/** Nest's Express adapter over a server with time limits, which ends in order. */
export class HttpAdapter extends ExpressAdapter {
  /** How long a stop lets requests that have arrived be answered. */
  stopLimitMs = 10_000;
  private drain: Drain | undefined;

  override initHttpServer(): void {
    const { server, exchanges } = createHttpServer(this.getInstance());
    this.drain = new Drain(server, exchanges);
    this.httpServer = server;
  }

  /** The first thing Nest does when it stops, before any hook: from here on nothing new comes in. */
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- declared void, yet Nest awaits it
  override async beforeClose(): Promise<void> {
    super.beforeClose();
    await this.drain?.run(this.stopLimitMs);
  }
}
