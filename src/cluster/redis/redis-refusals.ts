import { Logger } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';
import { type Refusal, toSettingFault } from './redis-setting-faults.js';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 2000;
const MAX_DOUBLINGS = 10;
const TELL_AGAIN_MS = 60_000;
/** Said of a script that is then sent as a whole. */
const USUAL = 'NOSCRIPT';
/** Said by a master that has become a replica. The address may be another one's by now. */
const NOT_MASTER = 'READONLY';
/** Said of each command that the user may not use. */
const NO_RIGHT = 'NOPERM';
const SELECT = 'select';

/** Sees what Redis refuses on any connection, as many who send commands have nobody to tell; and when to connect anew. */
export class RedisRefusals {
  private readonly logger = new Logger(RedisRefusals.name);
  private readonly toldAt = new Map<string, number>();
  private demotedAt = -Infinity;
  /** Why a start has to end. */
  private fatalFault: string | undefined;

  /** To be given to each connection. */
  readonly options: RedisOptions = {
    reconnectOnError: (error) => this.note(error),
    retryStrategy: (tries) => this.delay(tries),
  };

  get fatal(): string | undefined {
    return this.fatalFault;
  }

  /** @returns whether to connect anew */
  private note(refusal: Refusal): boolean {
    const { message, command } = refusal;
    const fault = toSettingFault(refusal);
    if (fault?.endsStart) this.fatalFault = fault.message;
    if (this.isNews(fault ? message : kindOf(message))) {
      if (fault) this.logger.error(fault.message);
      else this.logger.warn(`Redis refuses commands: ${message}`);
    }
    // Before Redis 7 it stands within what is said of a script.
    const isDemoted = message.includes(NOT_MASTER);
    if (isDemoted) this.demotedAt = performance.now();
    // Whoever goes on then works on the database 0, which may be another service's.
    return isDemoted || command?.name === SELECT;
  }

  /** Each kind is told once in a while. */
  private isNews(kind: string): boolean {
    const now = performance.now();
    if (kind === USUAL || now - (this.toldAt.get(kind) ?? -Infinity) <= TELL_AGAIN_MS) return false;
    this.toldAt.set(kind, now);
    return true;
  }

  /** For ever, a little later each time; and not at once where a replica would be met again. */
  private delay(tries: number): number {
    if (performance.now() - this.demotedAt < MAX_DELAY_MS) return MAX_DELAY_MS;
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(tries, MAX_DOUBLINGS));
  }
}

/** What lacks for one command says nothing of another. */
function kindOf(message: string): string {
  const [word = ''] = message.split(' ');
  return word === NO_RIGHT ? message : word;
}
