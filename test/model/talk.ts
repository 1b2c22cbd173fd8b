import type { Fleet } from '../fleet/fleet.js';
import { type Answer, request } from '../support/http/http.js';
import type { ServiceProcess } from '../support/processes/service-process.js';
import { until } from '../support/until.js';
import type { Chance } from './chance.js';
import { ModelFault } from './model-fault.js';

/** The longest that an answer may take; with `Prefer: wait` as well. */
const PATIENCE_MS = 20_000;
const INTERNAL_ERROR = 500;

interface Question {
  /** Goes into the path. */
  readonly orderId?: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Requests to instances that are alive when they begin. */
export class Talk {
  private constructor(
    private readonly fleet: Fleet,
    private readonly documented: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  static async with(fleet: Fleet): Promise<Talk> {
    const { body } = await request(`${fleet.instances[0]?.url}/docs-json`);
    const { paths } = body as { paths: Record<string, Record<string, { responses: object }>> };
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, { responses }]) =>
          [`${method.toUpperCase()} ${path}`, new Set(Object.keys(responses))] as const,
      ),
    );
    return new Talk(fleet, new Map(documented));
  }

  /**
   * @param operation as the API's document has it: `GET /orders/{order_id}`
   * @returns undefined if the instance was ended before it answered
   * @throws ModelFault if a living one does not answer, or answers what is not documented
   */
  async ask(chance: Chance, operation: string, question: Question = {}): Promise<Answer | undefined> {
    const instance = await this.anyInstance(chance);
    const answer = await this.answerOf(instance, operation, question);
    if (answer) this.expectDocumented(operation, answer);
    return answer;
  }

  private async anyInstance(chance: Chance): Promise<ServiceProcess> {
    await until(() => Promise.resolve(this.fleet.instances.length > 0));
    return chance.pick(this.fleet.instances);
  }

  private async answerOf(
    instance: ServiceProcess,
    operation: string,
    { orderId = '', query = '', body, headers }: Question,
  ): Promise<Answer | undefined> {
    const [method = '', template = ''] = operation.split(' ');
    const path = template.replace('{order_id}', encodeURIComponent(orderId));
    try {
      return await request(`${instance.url}${path}${query}`, {
        method,
        headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      if (!this.fleet.instances.includes(instance)) return undefined;
      throw new ModelFault(`${operation} ${orderId}: a living instance did not answer`, { cause: error });
    }
  }

  private expectDocumented(operation: string, { status, body }: Answer): void {
    const isDocumented = this.documented.get(operation)?.has(String(status));
    if (!isDocumented || status === INTERNAL_ERROR)
      throw new ModelFault(`${operation} was answered ${status}: ${JSON.stringify(body)}`);
  }
}
