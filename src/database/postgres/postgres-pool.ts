import type pg from 'pg';
import type { PrimaryWatch } from '../server/primary-watch.js';

type Release = (error?: boolean) => void;
type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;
type Take = (taken: Taken) => void;

/** The driver, with pools that drop connections to a former primary. */
export function withPool(driver: typeof pg, primary: PrimaryWatch): object {
  class PrimaryPool extends driver.Pool {
    constructor(config?: pg.PoolConfig) {
      super(config);
      this.connect = lendCurrent(super.connect.bind(this) as Take, primary) as typeof this.connect;
    }
  }
  return Object.create(driver, { Pool: { value: PrimaryPool } }) as object;
}

function lendCurrent(take: Take, primary: PrimaryWatch): Take {
  const takeCurrent: Take = (taken) => {
    const askedIn = primary.generation;
    take((error, client, release) => {
      if (!client || primary.mayLend(client, askedIn)) taken(error, client, release);
      else {
        release(true);
        takeCurrent(taken);
      }
    });
  };
  return takeCurrent;
}
