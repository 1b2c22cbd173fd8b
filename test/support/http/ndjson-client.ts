import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';

export interface RowResult {
  readonly row: number;
  readonly order_id?: string;
  readonly result: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly code?: string;
}

/** Sends rows to `POST /orders/batch` and reads what comes of them meanwhile, on a connection of its own. */
export class NdjsonClient {
  private readonly request: ClientRequest;
  private readonly answered: Promise<IncomingMessage>;
  private lines: AsyncIterator<string, undefined> | undefined;

  constructor(url: string, query = '') {
    const headers = { 'Content-Type': 'application/x-ndjson' };
    this.request = request(`${url}/orders/batch${query}`, { method: 'POST', headers, agent: false });
    this.request.on('error', () => undefined);
    this.request.flushHeaders();
    this.answered = once(this.request, 'response').then(([response]) => response as IncomingMessage);
    // Whoever reads hears of it.
    this.answered.catch(() => undefined);
  }

  /** @returns false when the connection takes no more for now */
  send(...rows: readonly (object | string | Buffer)[]): boolean {
    const isText = (row: object | string): row is string | Buffer =>
      typeof row === 'string' || row instanceof Buffer;
    return rows
      .map((row) => this.request.write(isText(row) ? row : `${JSON.stringify(row)}\n`))
      .every(Boolean);
  }

  end(): void {
    this.request.end();
  }

  abort(): void {
    this.request.destroy();
  }

  /** Resolves when the connection takes more. */
  async whenDrained(): Promise<void> {
    await once(this.request, 'drain');
  }

  /** Its head, as soon as that is there. */
  response(): Promise<IncomingMessage> {
    return this.answered;
  }

  /** The next result, as soon as it is there; undefined at the end, or where the connection breaks. */
  async next(): Promise<RowResult | undefined> {
    this.lines ??= linesOf(await this.answered);
    const { value } = await this.lines.next();
    return value === undefined ? undefined : (JSON.parse(value) as RowResult);
  }

  async take(count: number): Promise<RowResult[]> {
    const results: RowResult[] = [];
    while (results.length < count) {
      const result = await this.next();
      if (!result) throw new Error(`Ended after ${results.length} results.`);
      results.push(result);
    }
    return results;
  }

  /** All results that are left, and whether the answer came to its end. */
  async rest(): Promise<{ results: RowResult[]; isWhole: boolean }> {
    const results: RowResult[] = [];
    for (let result = await this.next(); result; result = await this.next()) results.push(result);
    return { results, isWhole: (await this.answered).complete };
  }
}

/** Up to its end, or to where the connection breaks. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string, undefined> {
  try {
    yield* createInterface(response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
  }
  return undefined;
}
