import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, Response } from 'express';
import type { Shutdown } from '../../common/shutdown.js';
import { Drain } from './drain.js';
import { type ConnectionLimits, limitConnections } from './connection-limits.js';
import { createHttpServer, refuse } from './http-server.js';

/** Passed on to the stream that reads a file. */
const SMALL_PIECES = { highWaterMark: 16 * 1024 };

/** Nest's Express adapter over a server with time limits and a graceful shutdown. */
export class HttpAdapter extends ExpressAdapter {
  private drain: Drain | undefined;
  private shutdown: Shutdown | undefined;
  private stopLimitMs = 0;

  override initHttpServer(): void {
    const { server, exchanges } = createHttpServer(this.getInstance<Express>());
    this.drain = new Drain(server, exchanges);
    this.httpServer = server;
  }

  /** A fast path for plain objects: Express itself checks settings, entity tags and freshness each time. */
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

  /** Files are read in small pieces: a piece of each may wait for a client that does not read. */
  override useStaticAssets(...[path, options]: Parameters<ExpressAdapter['useStaticAssets']>): unknown {
    return super.useStaticAssets(path, { ...options, ...SMALL_PIECES }) as unknown;
  }

  /** Sets how long a connection may be idle before it is closed. */
  keepConnectionsFor(ms: number): void {
    this.getHttpServer().keepAliveTimeout = ms;
  }

  limitConnections(limits: ConnectionLimits): void {
    limitConnections(this.getHttpServer(), limits, refuse);
  }

  /** On a stop, begins `shutdown` and waits at most `limitMs` for responses to requests that have arrived. */
  stopWithin(limitMs: number, shutdown: Shutdown): void {
    this.stopLimitMs = limitMs;
    this.shutdown = shutdown;
  }

  /** Nest calls it first on a stop, before all hooks: from here on the server accepts nothing new. */
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- declared void, yet Nest awaits it
  override async beforeClose(): Promise<void> {
    super.beforeClose();
    this.shutdown?.begin(this.stopLimitMs);
    const cutOff = (await this.drain?.run(this.stopLimitMs)) ?? 0;
    if (cutOff > 0) this.shutdown?.abandon(`Requests that were not answered in time: ${cutOff}`);
  }
}

/** Whether a value is always sent as JSON. Nest streams files, and hides the details of errors. */
function isPlain(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  return !(body instanceof StreamableFile) && !(body instanceof Error);
}
