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

const POLL_MS = 500;

/** Wakes those who wait for new events. Commits of other instances are found by polling the newest position. */
@Injectable()
export class LogWatch {
  private readonly readers: WakeUps;
  private readonly polling = new PeriodicTask(
    () => this.poll(),
    new Logger(LogWatch.name),
    'Could not look for new events',
  );
  private position = 0;

  constructor(
    private readonly deployment: Deployment,
    private readonly log: LogQueries,
    private readonly shutdown: Shutdown,
    clock: Clock,
  ) {
    this.readers = new WakeUps(clock);
    shutdown.signal.addEventListener('abort', () => this.readers.wake());
  }

  get isStopping(): boolean {
    return this.shutdown.signal.aborted;
  }

  /** @returns resolves at the next commit, after `limitMs`, when `ended` aborts, or when the service stops */
  async nextCommit(limitMs: number, ended: AbortSignal): Promise<void> {
    if (!this.isStopping) await this.readers.next(limitMs, ended);
  }

  @OnEvent(OrdersCommittedEvent.eventName)
  onOrdersCommitted(): void {
    this.readers.wake();
  }

  @Interval(POLL_MS)
  async lookForOthers(): Promise<void> {
    if (!this.deployment.isAlone && !this.readers.isEmpty && !this.isStopping) await this.polling.run();
  }

  private async poll(): Promise<void> {
    const { position } = await this.log.ends();
    if (position !== this.position) this.readers.wake();
    this.position = position;
  }
}
