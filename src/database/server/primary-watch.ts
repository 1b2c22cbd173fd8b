/**
 * Knows which connections may lead to a server that is not the primary any more. Reads do not fail there, they only miss
 * what its successor has taken: so the first refused write makes all connections old, and so does the first one that goes
 * through after it, since some may have been made before the address led to the successor.
 */
export class PrimaryWatch {
  private current = 0;
  private isSearching = false;
  private readonly generations = new WeakMap<object, number>();

  /** Connections that come in answer to a request made now belong to this generation, or to one before. */
  get generation(): number {
    return this.current;
  }

  /** Whether a connection may be lent. @param askedIn the generation in which it was asked for */
  mayLend(connection: object, askedIn: number): boolean {
    if (!this.generations.has(connection)) this.generations.set(connection, askedIn);
    return this.isCurrent(connection);
  }

  /** It leads to a server that takes no changes. */
  noteRefusal(connection: object): void {
    if (!this.isCurrent(connection)) return;
    this.isSearching = true;
    this.current++;
  }

  /** A change was committed on it. */
  noteCommit(connection: object): void {
    if (!this.isSearching || !this.isCurrent(connection)) return;
    this.isSearching = false;
    this.current++;
    this.generations.set(connection, this.current);
  }

  private isCurrent(connection: object): boolean {
    return this.generations.get(connection) === this.current;
  }
}
