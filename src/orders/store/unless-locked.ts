import { OrderLocked } from '../domain/order-errors.js';

/**
 * Waits for commands that are independent of each other.
 * @returns the results, without those of orders that are locked from outside
 * @throws the first other failure, once all have ended
 */
export async function unlessLocked<Result>(commands: readonly Promise<Result>[]): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  for (const end of await Promise.allSettled(commands)) {
    if (end.status === 'fulfilled') results.push(end.value);
    else if (!(end.reason instanceof OrderLocked)) failures.push(end.reason);
  }
  if (failures.length > 0) throw failures[0];
  return results;
}
