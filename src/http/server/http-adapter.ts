import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, Response } from 'express';
import type { Shutdown } from '../../common/shutdown.js';
import { Drain } from './drain.js';
import { type ConnectionLimits, limitConnections } from './connection-limits.js';
import { createHttpServer, refuse } from './http-server.js';

/** Nest's Express adapter over a server with time limits, which ends in order. */
export class HttpAdapter extends ExpressAdapter {
  private drain: Drain | undefined;
  private shutdown: Shutdown | undefined;
  private stopLimitMs = 0;

  override initHttpServer(): void {
    const { server, exchanges } = createHttpServer(this.getInstance<Express>());
    this.drain = new Drain(server, exchanges);
    this.httpServer = server;
  }

  /** Plain objects take the short way to JSON: Express' own reads settings, entity tags and freshness each time. */
  override reply(response: Response, body: unknown, statusCode?: number): void {
    if (!isPlain(body) || response.hasHeader('Content-Type')) {
      super.reply(response, body, statusCode);
      return;
    }
    if (statusCode !== undefined) response.statusCode = statusCode;
    const text = JSON.stringify(body);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.end(text);
  }

  /** How long a connection may be at rest before it is closed. */
  keepConnectionsFor(ms: number): void {
    this.getHttpServer().keepAliveTimeout = ms;
  }

  limitConnections(limits: ConnectionLimits): void {
    limitConnections(this.getHttpServer(), limits, refuse);
  }

  /** Announces a stop by `shutdown`, and lets requests that have arrived be answered within the limit. */
  stopWithin(limitMs: number, shutdown: Shutdown): void {
    this.stopLimitMs = limitMs;
    this.shutdown = shutdown;
  }

  /** The first thing Nest does when it stops, before any hook: from here on nothing new comes in. */
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- declared void, yet Nest awaits it
  override async beforeClose(): Promise<void> {
    super.beforeClose();
    this.shutdown?.begin(this.stopLimitMs);
    const cutOff = (await this.drain?.run(this.stopLimitMs)) ?? 0;
    if (cutOff > 0) this.shutdown?.abandon(`Requests that were not answered in time: ${cutOff}`);
  }
}

/** What is answered as JSON and nothing else: Nest streams files, and hides what an error holds. */
function isPlain(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  return !(body instanceof StreamableFile) && !(body instanceof Error);
}
