import { describe, expect, it } from '@jest/globals';
import { jobIdOf, jobOf } from './order-job.js';

describe('the job of an order', () => {
  it.each(['1', 'a:b', 'a::b:', 'A0001'])('has an id that BullMQ takes: %s', (orderId) => {
    expect(jobIdOf(orderId)).toMatch(/^order-[\w.~-]+$/);
  });

  it('has another id for each order', () => {
    const ids = ['a:b', 'a-b', 'a.b', 'a_b', 'a::b'].map(jobIdOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('carries the order id and nothing else', () => {
    expect(jobOf('a:b').data).toEqual({ orderId: 'a:b' });
  });
});
