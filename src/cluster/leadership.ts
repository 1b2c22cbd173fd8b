/** Says which one of all instances does what is to be done once: sweeps, retention, repairs. */
export abstract class Leadership {
  /**
   * Whether this instance does it. It may be true in two at once: without Redis, or for seconds after Redis has lost its
   * data. What leaders do has to hold also then.
   */
  abstract readonly isMine: boolean;

  /** Leaves it to another instance for a while: this one cannot do it. */
  abstract resign(): Promise<void>;
}

/** Without Redis each instance does everything; what it does holds also if others do it as well. */
export class EverybodyLeads extends Leadership {
  override readonly isMine = true;

  override resign(): Promise<void> {
    return Promise.resolve();
  }
}
