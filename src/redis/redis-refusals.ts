import { Logger } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 2000;
const MAX_DOUBLINGS = 10;
const TELL_AGAIN_MS = 60_000;
/** Said of a script that is then sent as a whole. */
const USUAL = 'NOSCRIPT';
/** Said by a master that has become a replica. The address may be another one's by now. */
const NOT_MASTER = 'READONLY';

/** Sees what Redis refuses on any connection, as many who send commands have nobody to tell; and when to connect anew. */
export class RedisRefusals {
  private readonly logger = new Logger(RedisRefusals.name);
  private readonly toldAt = new Map<string, number>();
  private demotedAt = -Infinity;

  /** To be given to each connection. */
  readonly options: RedisOptions = {
    reconnectOnError: ({ message }) => this.note(message),
    retryStrategy: (tries) => this.delay(tries),
  };

  /** Tells of each kind once in a while. @returns whether to connect anew */
  private note(message: string): boolean {
    const [kind = ''] = message.split(' ');
    const now = performance.now();
    const isNews = now - (this.toldAt.get(kind) ?? -Infinity) > TELL_AGAIN_MS;
    if (isNews && kind !== USUAL) {
      this.toldAt.set(kind, now);
      this.logger.warn(`Redis refuses commands: ${message}`);
    }
    // Before Redis 7 it stands within what is said of a script.
    const isDemoted = message.includes(NOT_MASTER);
    if (isDemoted) this.demotedAt = now;
    return isDemoted;
  }

  /** For ever, a little later each time; and not at once where a replica would be met again. */
  private delay(tries: number): number {
    if (performance.now() - this.demotedAt < MAX_DELAY_MS) return MAX_DELAY_MS;
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(tries, MAX_DOUBLINGS));
  }
}
