import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { TooManyWaiters } from '../domain/order-errors.js';

/** Limits how many clients wait for changes, or follow them. */
@Injectable()
export class WaiterRoom {
  private waiting = 0;

  constructor(private readonly settings: Settings) {}

  /** Whether one more client may wait or follow. */
  get hasRoom(): boolean {
    return this.waiting < this.settings.MAX_WAITERS;
  }

  /** @throws TooManyWaiters */
  async run<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.enter();
    try {
      return await wait();
    } finally {
      this.waiting--;
    }
  }

  /** @throws TooManyWaiters at the first batch */
  async *stream<Batch>(batches: () => AsyncGenerator<Batch>): AsyncGenerator<Batch> {
    this.enter();
    try {
      yield* batches();
    } finally {
      this.waiting--;
    }
  }

  private enter(): void {
    if (!this.hasRoom) throw new TooManyWaiters();
    this.waiting++;
  }
}
