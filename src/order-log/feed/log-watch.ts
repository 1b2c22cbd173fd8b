import { Injectable, Logger } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { Deployment } from '../../cluster/deployment.js';
import { Clock } from '../../common/clock.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { Shutdown } from '../../common/shutdown.js';
import { WakeUps } from '../../common/wake-ups.js';
import { OrdersCommittedEvent } from '../../orders/domain/order-events.js';
import { LogQueries } from '../../orders/log/log-queries.js';
import { LogTail } from './log-tail.js';

const POLL_MS = 500;

/** Wakes streams when there are new events. Commits of other instances are found by polling the newest position. */
@Injectable()
export class LogWatch {
  private readonly logger = new Logger(LogWatch.name);
  private readonly streams: WakeUps;
  private readonly reading = new PeriodicTask(() => this.read(), this.logger, 'Could not read new events');
  private readonly polling = new PeriodicTask(
    () => this.poll(),
    this.logger,
    'Could not look for new events',
  );

  private noticed = 0;

  constructor(
    private readonly deployment: Deployment,
    private readonly log: LogQueries,
    private readonly tail: LogTail,
    private readonly shutdown: Shutdown,
    clock: Clock,
  ) {
    this.streams = new WakeUps(clock);
    shutdown.signal.addEventListener('abort', () => this.streams.wake());
  }

  get isStopping(): boolean {
    return this.shutdown.signal.aborted;
  }

  /** Changes with each commit that is noticed. */
  get version(): number {
    return this.noticed;
  }

  /**
   * @param version before the caller has looked for events itself
   * @returns resolves when there are events since then, after `limitMs`, when `ended` aborts, or when the service stops
   */
  async nextEvents(version: number, limitMs: number, ended: AbortSignal): Promise<void> {
    if (version === this.noticed && !this.isStopping) await this.streams.next(limitMs, ended);
  }

  @OnEvent(OrdersCommittedEvent.eventName)
  onOrdersCommitted(): void {
    if (!this.streams.isEmpty) void this.reading.runAnew();
    else {
      this.tail.forget();
      this.noticed++;
    }
  }

  @Interval(POLL_MS)
  async lookForOthers(): Promise<void> {
    if (!this.deployment.isAlone && !this.streams.isEmpty && !this.isStopping) await this.polling.run();
  }

  private async poll(): Promise<void> {
    const { newest } = await this.log.ends();
    if (newest !== this.tail.position) await this.reading.run();
  }

  private async read(): Promise<void> {
    try {
      await this.tail.advance();
    } finally {
      this.noticed++;
      this.streams.wake();
    }
  }
}
