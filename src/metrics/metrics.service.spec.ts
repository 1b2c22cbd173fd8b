import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EverybodyLeads } from '../redis/leadership.js';
import { MetricsService } from './metrics.service.js';
import type { OrderCounters } from './order-counters.js';

describe('the comparison of counters', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('does not hold up a stop, ends quietly after it, and is not begun any more', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    let fail: (error: Error) => void = () => undefined;
    const hanging = new Promise<void>((_resolve, reject) => (fail = reject));
    const hydrate = jest.fn(() => hanging);
    const metrics = new MetricsService({ hydrate } as unknown as OrderCounters, new EverybodyLeads());
    const hydrated = metrics.hydrate();
    await metrics.beforeApplicationShutdown();
    fail(new Error('The database was closed.'));
    await hydrated;
    await metrics.hydrate();
    expect(hydrate).toHaveBeenCalledTimes(1);
    expect(warn).not.toHaveBeenCalled();
  });
});
