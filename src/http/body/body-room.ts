import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { BodyBudget } from './body-budget.js';

const LIMIT = 64 * 1024 * 1024;
const SHARE_OF_ADDRESS = LIMIT / 4;

/** Limits the memory that all bodies use together; small bodies are not counted. */
@Injectable()
export class BodyRoom {
  private readonly byAddress = new Map<string, number>();
  private perAddress = LIMIT;
  private kept = 0;

  /** From now on one address gets at most a quarter of the memory. */
  limitAddresses(): void {
    this.perAddress = SHARE_OF_ADDRESS;
  }

  budgetFor({ socket }: IncomingMessage): BodyBudget {
    return new BodyBudget(this, socket.remoteAddress ?? '');
  }

  /** Reserves memory for an address. @returns false if there is not enough */
  take(address: string, bytes: number): boolean {
    if (bytes === 0) return true;
    const ofAddress = this.of(address) + bytes;
    if (this.kept + bytes > LIMIT || ofAddress > this.perAddress) return false;
    this.kept += bytes;
    this.byAddress.set(address, ofAddress);
    return true;
  }

  giveBack(address: string, bytes: number): void {
    this.kept -= bytes;
    const left = this.of(address) - bytes;
    if (left > 0) this.byAddress.set(address, left);
    else this.byAddress.delete(address);
  }

  private of(address: string): number {
    return this.byAddress.get(address) ?? 0;
  }
}
