import type { EntityManager } from 'typeorm';
import type { Clock } from '../common/clock.js';
import { Semaphore } from '../common/semaphore.js';
import { UnavailableError } from '../common/domain-error.js';

/** How many reads wait for their turn at most, and each of them for how long. */
export const MAX_WAITING_READS = 1000;
export const MAX_WAIT_MS = 5000;

class ReadsBusy extends UnavailableError {
  constructor() {
    super('reads_busy', 'Too many lists are being read at the moment.');
  }
}

/** Reads that may take long, only so many at a time: intake and whatever is short do not wait for them. */
export class LongReads {
  private readonly turns: Semaphore;

  /** @param atATime how many of the database's connections they may take */
  constructor(
    private readonly manager: EntityManager,
    atATime: number,
    private readonly clock: Clock,
  ) {
    this.turns = new Semaphore(atATime);
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.turns.waiting;
  }

  /**
   * @param ended aborts when nobody waits for the answer any more; then it is not read
   * @throws ReadsBusy if too many wait already, or if the turn does not come in time
   */
  async run<Result>(read: (manager: EntityManager) => Promise<Result>, ended?: AbortSignal): Promise<Result> {
    if (this.waiting >= MAX_WAITING_READS) throw new ReadsBusy();
    const patience = new AbortController();
    const giveUp = (): void => patience.abort(new ReadsBusy());
    const stopClock = this.clock.schedule(MAX_WAIT_MS, giveUp);
    ended?.addEventListener('abort', giveUp);
    if (ended?.aborted) giveUp();
    const stopWaiting = (): void => {
      stopClock();
      ended?.removeEventListener('abort', giveUp);
    };
    const begin = (): Promise<Result> => {
      stopWaiting();
      return read(this.manager);
    };
    return this.turns.run(1, begin, patience.signal).finally(stopWaiting);
  }
}
