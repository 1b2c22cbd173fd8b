import { setTimeout as pause } from 'node:timers/promises';
import { EventSourceClient } from './event-source.js';

const AGAIN_MS = 20;

/** Follows all events of a service that may be killed, and comes back at another address. */
export class FeedReader {
  /** Events that were out of place: a gap, or one that was read before. */
  readonly faults: string[] = [];
  private readonly stopping = new AbortController();
  private readonly reading: Promise<void>;
  private client: EventSourceClient | undefined;
  private position = 0;

  constructor(private readonly url: () => string) {
    this.reading = this.read();
  }

  /** Of the last event read; 0 if there was none. */
  get last(): number {
    return this.position;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.client?.close();
    await this.reading;
  }

  private async read(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.follow().catch(() => undefined);
      await pause(AGAIN_MS);
    }
  }

  private async follow(): Promise<void> {
    this.client = await EventSourceClient.open(`${this.url()}/events`, {
      'Last-Event-ID': String(this.position),
    });
    for (let block = await this.client.next(); block !== undefined; block = await this.client.next())
      this.note(block);
  }

  private note(block: string): void {
    const data = /^data: (.*)$/m.exec(block)?.[1];
    if (data === undefined) return;
    const { position } = JSON.parse(data) as { position: number };
    if (position !== this.position + 1) this.faults.push(`${position} after ${this.position}`);
    this.position = position;
  }
}
