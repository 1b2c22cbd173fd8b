/** Says which one of all instances does what is to be done once: sweeps, retention, repairs. */
export abstract class Leadership {
  /** Whether this instance does it. Never true in two instances at once. */
  abstract readonly isMine: boolean;
}

/** Without Redis each instance does everything; what it does holds also if others do it as well. */
export class EverybodyLeads extends Leadership {
  override readonly isMine = true;
}
