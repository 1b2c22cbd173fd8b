/** Who holds which keys; several owners may hold the same one. */
export class HeldKeys<Owner> {
  private readonly keysOf = new Map<Owner, readonly string[]>();
  private readonly holders = new Map<string, number>();

  hold(owner: Owner, keys: readonly string[]): void {
    this.keysOf.set(owner, keys);
    for (const key of keys) this.holders.set(key, (this.holders.get(key) ?? 0) + 1);
  }

  /** Does nothing if the owner holds none. */
  release(owner: Owner): void {
    for (const key of this.keysOf.get(owner) ?? []) {
      const others = (this.holders.get(key) ?? 1) - 1;
      if (others === 0) this.holders.delete(key);
      else this.holders.set(key, others);
    }
    this.keysOf.delete(owner);
  }

  has(key: string): boolean {
    return this.holders.has(key);
  }

  all(): Iterable<string> {
    return this.holders.keys();
  }
}
