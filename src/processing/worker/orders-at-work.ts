/** Works on one order. Calls `free` when the work itself has ended, and resolves when the result is recorded. */
export type Work = (orderId: string, free: () => void) => Promise<void>;

/** The orders that this process works on, or whose result it still has to record. */
export class OrdersAtWork {
  private readonly orderIds = new Set<string>();
  private readonly idleListeners: (() => void)[] = [];
  private slotsTaken = 0;

  /** How many slots are taken. */
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

  /** Resolves when there are none. */
  async onIdle(): Promise<void> {
    if (this.orderIds.size === 0) return;
    await new Promise<void>((resolve) => this.idleListeners.push(resolve));
  }
}
