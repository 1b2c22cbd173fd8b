import type { EntityManager } from 'typeorm';

/** The database as it was at one moment, until it is closed. */
export interface Snapshot {
  readonly manager: EntityManager;
  close(): Promise<void>;
}

/** Holds on to moments of the database, one at a time, while others go on reading and writing. */
export abstract class Snapshots {
  /** Resolves once the moment is fixed: what is committed from then on is not seen. */
  abstract open(): Promise<Snapshot>;
}
