import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from './clock.js';

const CHECK_INTERVAL_MS = 1000;
/** A smaller difference between two checks is a clock adjustment (such as by NTP), not a jump. */
const JUMP_MS = 1000;

/** Detects jumps of wall time: somebody has set the clock, or the machine was suspended. */
@Injectable()
export class ClockWatch {
  private readonly logger = new Logger(ClockWatch.name);
  /** Wall time when the service started. */
  readonly startedAt: number;
  /** Wall time minus monotonic time, as of the last check. */
  private lead: number;
  /** The same difference, without the jumps since the start. */
  private steadyLead: number;
  private jumpCount = 0;

  constructor(private readonly clock: Clock) {
    this.startedAt = clock.nowMs();
    this.lead = this.currentLead();
    this.steadyLead = this.lead;
  }

  /** How many jumps were detected since the start. */
  get jumps(): number {
    return this.jumpCount;
  }

  @Interval(CHECK_INTERVAL_MS)
  check(): void {
    const before = this.lead;
    this.lead = this.currentLead();
    const moved = this.lead - before;
    if (Math.abs(moved) < JUMP_MS) this.steadyLead += moved;
    else this.noteJump(moved);
  }

  /**
   * Wall time without jumps ahead: a moment in the past of this clock has really passed, unless the clock was wrong at
   * the start. After a jump ahead it lags behind wall time until the service restarts.
   */
  cautiousNowMs(): number {
    return Math.min(this.clock.nowMs(), this.clock.monotonicMs() + this.steadyLead);
  }

  private noteJump(ms: number): void {
    this.jumpCount++;
    const seconds = Math.round(Math.abs(ms) / 1000);
    this.logger.warn(`The system's clock has jumped ${ms > 0 ? 'ahead' : 'back'} by ${seconds} s.`);
  }

  private currentLead(): number {
    return this.clock.nowMs() - this.clock.monotonicMs();
  }
}
