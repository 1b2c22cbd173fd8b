import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ClockWatch } from '../../common/clock-watch.js';
import { Clock } from '../../common/clock.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { Leadership } from '../../cluster/leadership.js';
import { MisdatedOrders } from './misdated-orders.js';

const CHECK_INTERVAL_MS = 1000;
/** The clock that was wrong may have been that of another instance. */
const ROUTINE_MS = 600_000;

/** Mends what a clock that was ahead has put off: after a start, when this clock has jumped, and now and then. */
@Injectable()
export class MisdatedSweep implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MisdatedSweep.name);
  /** How many jumps have been seen to; none, not even the start, at first. */
  private jumpsSeenTo = -1;
  /** By the monotonic clock. */
  private nextRoutineAt = 0;
  private readonly task = new PeriodicTask(
    () => this.mend(),
    this.logger,
    'Could not look for orders that a wrong clock has put off',
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

  /** A run ends with the step that it is at. */
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
        this.logger.warn(`${mended} orders were put off by a clock that was ahead; they are due now.`);
    }
  }
}
