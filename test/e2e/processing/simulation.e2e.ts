import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { postOrder } from '../../support/http/clients.js';
import { request } from '../../support/http/http.js';
import { ServiceProcess } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const CRASH = { order_id: 'A1', item_ids: ['sim:crash'] };

sqliteOnly(describe)('an order that asks the simulation to crash', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('fails, and ends nothing, unless that is allowed', async () => {
    const service = await ServiceProcess.start(directory, {});
    await postOrder(service.url, CRASH);
    const status = async (): Promise<unknown> =>
      ((await request(`${service.url}/orders/A1`)).body as { status: string }).status;
    await until(async () => (await status()) === 'failed');
    await service.stop();
  });

  it('ends the process where that is allowed', async () => {
    const service = await ServiceProcess.start(directory, { SIM_ALLOW_CRASH: 'true' });
    await postOrder(service.url, CRASH);
    expect(await service.ended).toBe(1);
  });
});
