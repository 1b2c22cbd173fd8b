import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { onCopy } from '../../support/database/database-file.js';
import { request } from '../../support/http/http.js';
import { ServiceProcess } from '../../support/processes/service-process.js';
import { until } from '../../support/until.js';
import { NO_FAULTS, auditOrders, metricsBySql } from './audit.js';

const TEST_BUILD = 'test/crash/rig/service.js';
/** Nothing fails for good, and nothing waits long for its next attempt. */
const SETTINGS = { MAX_ATTEMPTS: '1000', RETRY_BASE_MS: '50', RETRY_MAX_MS: '200', LOG_LEVEL: 'fatal' };

interface Metrics {
  readonly total_orders: number;
  readonly order_status_counts: { readonly pending: number; readonly processing: number };
}

/** The test build of the service on a database of its own, which outlives each of its processes. */
export class FaultRig {
  private current: ServiceProcess | undefined;

  private constructor(
    readonly directory: string,
    private readonly remove: () => Promise<void>,
  ) {}

  static async create(): Promise<FaultRig> {
    const directory = await mkdtemp(join(tmpdir(), 'orders-crash-'));
    return new FaultRig(directory, () => rm(directory, { recursive: true }));
  }

  /** On a directory that somebody else makes and removes. */
  static on(directory: string): FaultRig {
    return new FaultRig(directory, () => Promise.resolve());
  }

  async start(settings: Record<string, string> = {}): Promise<ServiceProcess> {
    this.current = await ServiceProcess.start(this.directory, { ...SETTINGS, ...settings }, TEST_BUILD);
    return this.current;
  }

  get service(): ServiceProcess {
    if (!this.current) throw new Error('No service has been started.');
    return this.current;
  }

  get url(): string {
    return this.service.url;
  }

  async metrics(): Promise<Metrics> {
    return (await request(`${this.url}/metrics`)).body as Metrics;
  }

  /** Reads, whether the service runs or not. */
  sql<Row>(statement: string): Promise<Row[]> {
    return onCopy(this.directory, (source) => source.query<Row[]>(statement));
  }

  async untilFinal(): Promise<void> {
    await until(async () => {
      // A service that is gone gets no further: whoever asks it next hears of that.
      const counts = (await this.metrics().catch(() => undefined))?.order_status_counts;
      return !counts || counts.pending + counts.processing === 0;
    });
  }

  /** Waits until all orders are final; then none is lost, none done twice, and all records agree. */
  async expectSound(acknowledged: Iterable<string>): Promise<Record<string, number>> {
    await this.untilFinal();
    const { faults, figures, integrity } = await auditOrders(this.directory, acknowledged);
    expect(faults).toEqual(NO_FAULTS);
    expect(integrity).toEqual(['ok']);
    expect(await this.metrics()).toEqual(await metricsBySql(this.directory));
    return { ...figures, ...faults };
  }

  /** Leaves neither a process nor a file behind. */
  async dispose(): Promise<void> {
    await this.current?.kill();
    await this.remove();
  }
}
