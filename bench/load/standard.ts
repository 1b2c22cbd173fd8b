import type { ServiceProcess } from '../../test/support/service-process.js';
import { type LoadOptions, saturate } from './load.js';
import { get, orderMaker, post } from './requests.js';

/** So busy the generator may be, as a share of one core, before it is itself what is measured. */
const BUSY_LIMIT = 0.8;
const CONNECTIONS = 64;

let runs = 0;

/** New orders, none of which the server has seen. */
export function newOrders({ url }: ServiceProcess, seconds: number): LoadOptions {
  const order = orderMaker(`R${++runs}`);
  const request = (): string => post('/orders', order());
  return { url, connections: CONNECTIONS, seconds, request, status: 201 };
}

export function reading(path: string, { url }: ServiceProcess, seconds: number): LoadOptions {
  const request = get(path);
  return { url, connections: CONNECTIONS, seconds, request: () => request, status: 200 };
}

/** Requests per second. Says so when the generator was too busy for that to mean anything. */
export async function perSecond(options: LoadOptions): Promise<number> {
  const result = await saturate(options);
  if (result.generatorBusy > BUSY_LIMIT) {
    console.warn(
      `\nThe load generator took ${Math.round(100 * result.generatorBusy)} % of a core: it is what was measured.`,
    );
  }
  return result.perSecond;
}
