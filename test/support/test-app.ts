import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { setUpApp } from '../../src/app.setup.js';
import { Clock, SystemClock } from '../../src/common/clock.js';
import { HttpAdapter } from '../../src/http/server/http-adapter.js';
import { readSettings } from '../../src/config/read-settings.js';
import { Settings } from '../../src/config/settings.js';
import type { SqliteDataSource } from '../../src/database/sqlite/sqlite-data-source.js';
import { OrderStatusChangedEvent } from '../../src/orders/domain/order-events.js';
import type { OrderStatus } from '../../src/orders/domain/order-status.js';
import { OrderProcessor } from '../../src/processing/processor/order-processor.js';
import { type Answer, request } from './http/http.js';
import { DATABASE_KIND, TestDatabase } from './database/test-database.js';
import { InstantProcessor } from './test-processors.js';
import { queueSettings } from './test-queue.js';

interface TestAppOptions {
  /** As environment variables have them. */
  readonly settings?: Record<string, string>;
  readonly processor?: OrderProcessor;
  readonly clock?: Clock;
  /** Of another app. */
  readonly database?: TestDatabase;
}

/** The real application on a real database; only the clock and the work itself are replaced. */
export class TestApp {
  private constructor(
    private readonly app: NestExpressApplication,
    readonly url: string,
    readonly database: TestDatabase,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<TestApp> {
    const database = options.database ?? (await TestDatabase.create());
    const { url } = database;
    const settings = readSettings({ DATABASE_URL: url, ...queueSettings(url), ...options.settings });
    const testing = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(Settings)
      .useValue(settings)
      .overrideProvider(OrderProcessor)
      .useValue(options.processor ?? new InstantProcessor())
      .overrideProvider(Clock)
      .useValue(options.clock ?? new SystemClock())
      .compile();
    const adapter = new HttpAdapter();
    const app = testing.createNestApplication<NestExpressApplication>(adapter, {
      bodyParser: false,
      logger: false,
    });
    setUpApp(app, adapter);
    await app.listen(0, '127.0.0.1');
    return new TestApp(app, await app.getUrl(), database);
  }

  get<Service>(token: Type<Service> | (abstract new (...args: never[]) => Service) | symbol): Service {
    return this.app.get<Service>(token);
  }

  /** Its connections to the SQLite file. */
  get sqlite(): SqliteDataSource {
    return this.get(DataSource) as SqliteDataSource;
  }

  request(path: string, init?: RequestInit): Promise<Answer> {
    return request(`${this.url}${path}`, init);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    if (body === undefined) return this.request(path, { method: 'POST', headers });
    return this.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** @param statement with a `?` for each parameter */
  sql<Row>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    let number = 0;
    const text = DATABASE_KIND === 'postgres' ? statement.replaceAll('?', () => `$${++number}`) : statement;
    return this.get(DataSource).query(text, parameters);
  }

  /** Resolves when as many orders as given have reached the status from now on. */
  whenReached(status: OrderStatus, orders = 1): Promise<void> {
    const emitter = this.get(EventEmitter2);
    return new Promise((resolve) => {
      let missing = orders;
      const count = ({ to }: OrderStatusChangedEvent): void => {
        if (to !== status || --missing > 0) return;
        emitter.off(OrderStatusChangedEvent.eventName, count);
        resolve();
      };
      emitter.on(OrderStatusChangedEvent.eventName, count);
    });
  }

  /** Resolves when every order has reached its end. */
  async whenDone(): Promise<void> {
    const emitter = this.get(EventEmitter2);
    for (;;) {
      const changed = new Promise((resolve) => emitter.once(OrderStatusChangedEvent.eventName, resolve));
      const [unfinished] = await this.sql<{ n: number }>(
        `SELECT COUNT(*) AS n FROM orders WHERE status IN ('pending', 'processing')`,
      );
      if (unfinished?.n === 0) return;
      await changed;
    }
  }

  /** Stops as on SIGTERM. The database stays, for another start. */
  stop(): Promise<void> {
    return this.app.close();
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.database.drop();
  }
}
