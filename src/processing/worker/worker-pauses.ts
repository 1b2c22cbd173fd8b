import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Shutdown } from '../../common/shutdown.js';

const AFTER_FAILURE_MS = 500;
const AFTER_LOCK_MS = 5000;

/** How long workers leave the database alone, or an order in it. A shutdown ends every pause. */
@Injectable()
export class WorkerPauses {
  constructor(
    private readonly clock: Clock,
    private readonly shutdown: Shutdown,
  ) {}

  /** The database may be away: a worker that cannot claim must not empty the queue. */
  afterFailure(): Promise<void> {
    return this.pause(AFTER_FAILURE_MS);
  }

  /** Another transaction has locked the order: claiming it again at once would only be refused again. */
  afterLock(): Promise<void> {
    return this.pause(AFTER_LOCK_MS);
  }

  private async pause(ms: number): Promise<void> {
    await this.clock.sleep(ms, this.shutdown.signal).catch(() => undefined);
  }
}
