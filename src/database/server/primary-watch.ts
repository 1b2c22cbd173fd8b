/**
 * Knows which connections may lead to a former primary. Reads do not fail there, they only miss what the new primary has
 * committed. So the first refused write makes all connections old. The first successful write after it does so again, since
 * some connections may have been made before the address led to the new primary.
 */
export class PrimaryWatch {
  private current = 0;
  private isSearching = false;
  private readonly generations = new WeakMap<object, number>();

  /** A connection that is requested now belongs to this generation, or to an earlier one. */
  get generation(): number {
    return this.current;
  }

  /** Whether a connection may be used. @param askedIn the generation in which it was requested */
  mayLend(connection: object, askedIn: number): boolean {
    if (!this.generations.has(connection)) this.generations.set(connection, askedIn);
    return this.isCurrent(connection);
  }

  /** A write was refused because the server is read-only. */
  noteRefusal(connection: object): void {
    if (!this.isCurrent(connection)) return;
    this.isSearching = true;
    this.current++;
  }

  /** A write was committed. */
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
