import type { EntityManager } from 'typeorm';
import type { Clock } from '../common/clock.js';
import { Semaphore } from '../common/semaphore.js';
import { UnavailableError } from '../common/domain-error.js';

/** Limits of reads that wait: how many, and for how long each. */
export const MAX_WAITING_READS = 1000;
export const MAX_WAIT_MS = 5000;

class ReadsBusy extends UnavailableError {
  constructor() {
    super('reads_busy', 'Too many lists are being read at the moment.');
  }
}

/** Limits concurrent long reads, so that intake and short reads keep connections. */
export class LongReads {
  private readonly turns: Semaphore;

  /** @param maxConcurrent how many of the database's connections they may use */
  constructor(
    private readonly manager: EntityManager,
    maxConcurrent: number,
    private readonly clock: Clock,
  ) {
    this.turns = new Semaphore(maxConcurrent);
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.turns.waiting;
  }

  /**
   * @param readerGone if it aborts while the read still waits, the read is skipped
   * @throws ReadsBusy if too many reads wait, if the turn does not come in time, or if the read was skipped
   */
  async run<Result>(
    read: (manager: EntityManager) => Promise<Result>,
    readerGone?: AbortSignal,
  ): Promise<Result> {
    if (this.waiting >= MAX_WAITING_READS) throw new ReadsBusy();
    const waitLimit = new AbortController();
    const giveUp = (): void => waitLimit.abort(new ReadsBusy());
    const stopClock = this.clock.schedule(MAX_WAIT_MS, giveUp);
    readerGone?.addEventListener('abort', giveUp);
    if (readerGone?.aborted) giveUp();
    const stopWaiting = (): void => {
      stopClock();
      readerGone?.removeEventListener('abort', giveUp);
    };
    const begin = (): Promise<Result> => {
      stopWaiting();
      return read(this.manager);
    };
    return this.turns.run(1, begin, waitLimit.signal).finally(stopWaiting);
  }
}
