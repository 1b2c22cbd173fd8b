/** Decides which instance does the work that one of them should do: sweeps, retention, repairs. */
export abstract class Leadership {
  /**
   * Whether this instance does it. Two instances may lead at once: without Redis, or for seconds after Redis has lost its
   * data. So the leader's work must be safe to do twice.
   */
  abstract readonly isMine: boolean;

  /** Leaves the lead to another instance for a while, since this one cannot do the work. */
  abstract resign(): Promise<void>;
}

/** Without Redis each instance leads; the work is safe to do twice. */
export class EverybodyLeads extends Leadership {
  override readonly isMine = true;

  override resign(): Promise<void> {
    return Promise.resolve();
  }
}
