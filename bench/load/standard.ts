import type { ServiceProcess } from '../../test/support/processes/service-process.js';
import { type LoadOptions, saturate } from './load.js';
import { get, orderMaker, post } from './requests.js';

export const CONNECTIONS = 64;

let runs = 0;

/** Posts of new orders. */
export function newOrders({ url }: ServiceProcess, seconds: number): LoadOptions {
  const order = orderMaker(`R${++runs}`);
  const request = (): string => post('/orders', order());
  return { url, connections: CONNECTIONS, seconds, request, status: 201 };
}

export function reading(path: string, { url }: ServiceProcess, seconds: number): LoadOptions {
  const request = get(path);
  return { url, connections: CONNECTIONS, seconds, request: () => request, status: 200 };
}

/** The maximum rate, in requests per second. */
export async function perSecond(options: LoadOptions): Promise<number> {
  return (await saturate(options)).perSecond;
}
