const SIGN_OF_LIFE = ': still here';

/** A client of a live timeline. */
export class EventSourceClient {
  private constructor(
    readonly status: number,
    private readonly blocks: AsyncGenerator<string, undefined>,
    private readonly controller: AbortController,
  ) {}

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventSourceClient> {
    const controller = new AbortController();
    const init = { headers: { Accept: 'text/event-stream', ...headers }, signal: controller.signal };
    const response = await fetch(url, init);
    return new EventSourceClient(response.status, splitBlocks(response), controller);
  }

  /** The next block of the stream, such as `id: 1\nevent: created\ndata: {…}`; undefined at its end. */
  async next(): Promise<string | undefined> {
    const step = await this.blocks.next();
    return step.done === true ? undefined : step.value;
  }

  /** The types of all events up to the end of the stream, each with its id; signs of life are left out. */
  async rest(): Promise<string[]> {
    const events: string[] = [];
    for await (const block of this.blocks) if (block !== SIGN_OF_LIFE) events.push(toEvent(block));
    return events;
  }

  close(): void {
    this.controller.abort();
  }
}

export function toEvent(block: string | undefined): string {
  const [, id, event] = /^id: (\d+)\nevent: (\w+)\ndata: \{.*\}$/.exec(block ?? '') ?? [];
  return `${id} ${event}`;
}

async function* splitBlocks(response: Response): AsyncGenerator<string, undefined> {
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks;
  }
  return undefined;
}
