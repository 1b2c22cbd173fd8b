import { describe, expect, it } from '@jest/globals';
import { jobIdOf, jobOf } from './order-job.js';

describe('the job of an order', () => {
  const orderIds = [
    ...[
      '1',
      '0:1',
      'a:b',
      'a::b:',
      'A0001',
      'a-b',
      'a.b',
      'a_b',
      'a~b',
      'a%3Ab',
      'a%3ab',
      'a b',
      'a+b',
      'a%20b',
    ],
    ...['#1001', 'INV/2024/0001', 'Заказ-7', 'é', 'e\u0301', 'É', '😀'.repeat(128), '%'.repeat(128)],
  ];

  it.each(orderIds)('has an id that BullMQ takes: %j', (orderId) => {
    expect(jobIdOf(orderId)).toMatch(/^order-[\w.~%!*'()-]+$/);
  });

  it('has another id for each order', () => {
    expect(new Set(orderIds.map(jobIdOf)).size).toBe(orderIds.length);
  });

  it('carries the order id and nothing else', () => {
    expect(jobOf('a:b').data).toEqual({ orderId: 'a:b' });
  });
});
