import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ClockWatch } from '../../common/clock-watch.js';
import { Clock } from '../../common/clock.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { Leadership } from '../../cluster/leadership.js';
import { MisdatedOrders } from './misdated-orders.js';

const CHECK_INTERVAL_MS = 1000;
/** Periodic check: another instance's clock may have been wrong. */
const ROUTINE_MS = 600_000;

/** Makes postponed orders due after a start, after a jump of this clock, and periodically. */
@Injectable()
export class MisdatedSweep implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MisdatedSweep.name);
  /** Clock jumps handled so far; -1 makes the first check run after the start. */
  private jumpsSeenTo = -1;
  /** By the monotonic clock. */
  private nextRoutineAt = 0;
  private readonly task = new PeriodicTask(
    () => this.mend(),
    this.logger,
    'Could not look for orders postponed by a wrong clock',
  );

  constructor(
    private readonly misdated: MisdatedOrders,
    private readonly clock: Clock,
    private readonly clockWatch: ClockWatch,
    private readonly leadership: Leadership,
  ) {}

  @Interval(CHECK_INTERVAL_MS)
  async run(): Promise<void> {
    if (this.isTime()) await this.task.run();
  }

  /** A run stops after its current step. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  private isTime(): boolean {
    if (this.jumpsSeenTo < this.clockWatch.jumps) return true;
    return this.leadership.isMine && this.clock.monotonicMs() >= this.nextRoutineAt;
  }

  private async mend(): Promise<void> {
    const { jumps } = this.clockWatch;
    let mended = 0;
    try {
      for await (const orders of this.misdated.mend()) {
        mended += orders;
        if (this.task.isStopped) return;
      }
      this.jumpsSeenTo = jumps;
      this.nextRoutineAt = this.clock.monotonicMs() + ROUTINE_MS;
    } finally {
      if (mended > 0)
        this.logger.warn(`${mended} orders were postponed by a clock that was ahead; they are due now.`);
    }
  }
}
