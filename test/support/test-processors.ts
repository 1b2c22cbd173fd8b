import { OrderProcessor } from '../../src/processing/processor/order-processor.js';
import { PermanentError } from '../../src/processing/processor/processing-errors.js';
import type { ProcessableOrder } from '../../src/processing/processor/processable-order.js';

interface Gate {
  readonly order: ProcessableOrder;
  readonly signal: AbortSignal;
  readonly open: () => void;
  readonly fail: (error: Error) => void;
}

/** Holds every attempt until the test lets it end. */
export class GatedProcessor extends OrderProcessor {
  /** Every attempt that was begun, in order. */
  readonly attempts: Gate[] = [];
  private readonly arrivals: (() => void)[] = [];
  private isOpen = false;

  override process(order: ProcessableOrder, signal: AbortSignal): Promise<void> {
    if (this.isOpen) return Promise.resolve();
    return new Promise((open, fail) => {
      this.attempts.push({ order, signal, open, fail });
      this.arrivals.splice(0).forEach((arrive) => arrive());
    });
  }

  /** Ends all attempts, and those to come. */
  openAll(): void {
    this.isOpen = true;
    this.attempts.forEach(({ open }) => open());
  }

  /** The attempt of this number, counted from 1 over all orders, as soon as it has begun. */
  attempt(number: number): Promise<Gate> {
    return this.when(() => this.attempts[number - 1]);
  }

  /** The first attempt at this order, as soon as it has begun. */
  attemptAt(orderId: string): Promise<Gate> {
    return this.when(() => this.attempts.find(({ order }) => order.orderId === orderId));
  }

  private async when(find: () => Gate | undefined): Promise<Gate> {
    for (;;) {
      const gate = find();
      if (gate) return gate;
      await new Promise<void>((arrive) => this.arrivals.push(arrive));
    }
  }
}

/** Done as soon as it is begun; counts how often each order was worked on. */
export class InstantProcessor extends OrderProcessor {
  readonly effects = new Map<string, number>();

  override process({ orderId }: ProcessableOrder): Promise<void> {
    this.effects.set(orderId, (this.effects.get(orderId) ?? 0) + 1);
    return Promise.resolve();
  }
}

/** Fails every order for good. */
export class FailingProcessor extends OrderProcessor {
  override process(): Promise<void> {
    return Promise.reject(new PermanentError('It cannot be done.'));
  }
}
