import { type Outcome, postWhile } from '../support/http/clients.js';
import { request } from '../support/http/http.js';
import type { ServiceProcess } from '../support/processes/service-process.js';
import { until } from '../support/until.js';

/** Clients that post orders to each instance without a break, and one that reads, until they are told to stop. */
export class Load {
  private readonly posted: (readonly Outcome[])[];
  private readonly statusesRead = new Set<number>();
  private readonly clients: Promise<unknown>[];
  private isOver = false;

  /** @param name of this load: what its order ids begin with */
  constructor(
    instances: readonly ServiceProcess[],
    clientsEach: number,
    private readonly name = 'L',
  ) {
    this.posted = instances.map(() => []);
    this.clients = instances.flatMap(({ url }, index) => [
      this.post(url, index, clientsEach),
      this.read(url, [
        `/orders/${this.prefixOf(index)}-0`,
        '/orders',
        '/health/ready',
        '/metrics',
        '/processing',
      ]),
    ]);
  }

  /** Resolves when each instance has answered so many more posts with this status. */
  async untilMore(answers: number, status: number): Promise<void> {
    const count = (outcomes: readonly Outcome[]): number =>
      outcomes.filter((outcome) => outcome.status === status).length;
    const goals = this.posted.map((outcomes) => count(outcomes) + answers);
    await until(() =>
      Promise.resolve(this.posted.every((outcomes, index) => count(outcomes) >= (goals[index] ?? 0))),
    );
  }

  /** @returns what came of all posts, and each status that a read was answered */
  async stop(): Promise<{ outcomes: readonly Outcome[]; statusesRead: readonly number[] }> {
    this.isOver = true;
    await Promise.all(this.clients);
    return { outcomes: this.posted.flat(), statusesRead: [...this.statusesRead] };
  }

  private post(url: string, index: number, clients: number): Promise<unknown> {
    return postWhile(url, this.prefixOf(index), clients, (outcomes) => {
      this.posted[index] = outcomes;
      return !this.isOver;
    });
  }

  private async read(url: string, paths: readonly string[]): Promise<void> {
    while (!this.isOver)
      for (const path of paths) this.statusesRead.add((await request(`${url}${path}`)).status);
  }

  private prefixOf(index: number): string {
    return `${this.name}${index}`;
  }
}
