import { setMaxListeners } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock.js';
import { ExitCode } from './exit-code.js';

/** Whether the service is stopping, how long it may take, and what it could not bring to an end. */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger(Shutdown.name);
  private readonly controller = new AbortController();
  /** By the monotonic clock. */
  private deadline = 0;
  private hasAbandoned = false;

  constructor(private readonly clock: Clock) {
    // As many listen as there are streams and waits.
    setMaxListeners(0, this.controller.signal);
  }

  /** Aborts when the stop begins: whatever waits without end should end then. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(limitMs: number): void {
    this.deadline = this.clock.monotonicMs() + limitMs;
    this.controller.abort();
  }

  remainingMs(): number {
    return Math.max(0, this.deadline - this.clock.monotonicMs());
  }

  /** Notes work that the stop could neither finish nor hand back. */
  abandon(what: string): void {
    this.hasAbandoned = true;
    this.logger.error(what);
  }

  /** How the process should end after this stop. */
  get exitCode(): ExitCode {
    return this.hasAbandoned ? ExitCode.Abandoned : ExitCode.Done;
  }
}
