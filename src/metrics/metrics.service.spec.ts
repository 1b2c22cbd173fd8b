import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MetricsService } from './metrics.service.js';
import type { OrderCounters } from './counters/order-counters.js';

describe('the comparison of counters', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('does not delay a stop; after it, logs no failure and does not start again', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    let fail: (error: Error) => void = () => undefined;
    const hanging = new Promise<void>((_resolve, reject) => (fail = reject));
    const repair = jest.fn(() => hanging);
    const metrics = new MetricsService({ repair } as unknown as OrderCounters);
    const compared = metrics.repair();
    await metrics.beforeApplicationShutdown();
    fail(new Error('The database was closed.'));
    await compared;
    await metrics.repair();
    expect(repair).toHaveBeenCalledTimes(1);
    expect(warn).not.toHaveBeenCalled();
  });
});
