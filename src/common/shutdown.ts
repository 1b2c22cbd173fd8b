import { setMaxListeners } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock.js';
import { ExitCode } from './exit-code.js';

/** State of the shutdown: whether it has begun, how much time remains, and whether work was abandoned. */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger(Shutdown.name);
  private readonly controller = new AbortController();
  /** In monotonic time. */
  private deadline = 0;
  private hasAbandoned = false;

  constructor(private readonly clock: Clock) {
    // Each stream and each waiting request adds a listener.
    setMaxListeners(0, this.controller.signal);
  }

  /** Aborts when the shutdown begins: open-ended waits should end then. */
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

  /** Records work that the shutdown could neither finish nor release. */
  abandon(what: string): void {
    this.hasAbandoned = true;
    this.logger.error(what);
  }

  /** The exit code of the process after this shutdown. */
  get exitCode(): ExitCode {
    return this.hasAbandoned ? ExitCode.Abandoned : ExitCode.Done;
  }
}
