/** Sees to one order. Calls `free` when its work has ended, and resolves when that is recorded. */
export type Work = (orderId: string, free: () => void) => Promise<void>;

/** What this process is working on, or still trying to record. */
export class OrdersAtWork {
  private readonly orderIds = new Set<string>();
  private readonly idleListeners: (() => void)[] = [];
  private slotsTaken = 0;

  /** In how many slots there is work. */
  get busy(): number {
    return this.slotsTaken;
  }

  has(orderId: string): boolean {
    return this.orderIds.has(orderId);
  }

  /** @param onFree called once, when the work itself has ended and its slot is free */
  begin(orderId: string, work: Work, onFree: () => void): void {
    let isFree = false;
    const free = (): void => {
      if (isFree) return;
      isFree = true;
      this.slotsTaken--;
      onFree();
    };
    this.slotsTaken++;
    this.orderIds.add(orderId);
    void work(orderId, free).finally(() => {
      this.orderIds.delete(orderId);
      free();
      if (this.orderIds.size === 0) this.idleListeners.splice(0).forEach((resolve) => resolve());
    });
  }

  /** Resolves when nothing of it is left. */
  async onIdle(): Promise<void> {
    if (this.orderIds.size === 0) return;
    await new Promise<void>((resolve) => this.idleListeners.push(resolve));
  }
}
