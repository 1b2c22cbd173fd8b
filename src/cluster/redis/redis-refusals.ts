import { Logger } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';
import { type Refusal, toSettingFault } from './redis-setting-faults.js';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 2000;
const MAX_DOUBLINGS = 10;
const TELL_AGAIN_MS = 60_000;
/** The answer for an unknown script, which is then sent in full. */
const USUAL = 'NOSCRIPT';
/** The answer of a master that has become a replica. The address may lead to another server by now. */
const NOT_MASTER = 'READONLY';
/** The answer for a command that the user may not use. */
const NO_RIGHT = 'NOPERM';
const SELECT = 'select';

/** Logs what Redis refuses on any connection, since many callers ignore errors; and decides when to reconnect. */
export class RedisRefusals {
  private readonly logger = new Logger(RedisRefusals.name);
  private readonly toldAt = new Map<string, number>();
  private demotedAt = -Infinity;
  /** Why the start has to fail. */
  private fatalFault: string | undefined;

  /** Options for each connection. */
  readonly options: RedisOptions = {
    reconnectOnError: (error) => this.note(error),
    retryStrategy: (tries) => this.delay(tries),
  };

  get fatal(): string | undefined {
    return this.fatalFault;
  }

  /** @returns whether to reconnect */
  private note(refusal: Refusal): boolean {
    const { message, command } = refusal;
    const fault = toSettingFault(refusal);
    if (fault?.endsStart) this.fatalFault = fault.message;
    if (this.isNews(fault ? message : kindOf(message))) {
      if (fault) this.logger.error(fault.message);
      else this.logger.warn(`Redis refuses commands: ${message}`);
    }
    // Before Redis 7 it is a part of a script's error.
    const isDemoted = message.includes(NOT_MASTER);
    if (isDemoted) this.demotedAt = performance.now();
    // Without a reconnect the connection would use database 0, which may be another service's.
    return isDemoted || command?.name === SELECT;
  }

  /** Each kind is logged once a minute at most. */
  private isNews(kind: string): boolean {
    const now = performance.now();
    if (kind === USUAL || now - (this.toldAt.get(kind) ?? -Infinity) <= TELL_AGAIN_MS) return false;
    this.toldAt.set(kind, now);
    return true;
  }

  /** Reconnects for ever, with growing delays; and not at once after a replica has answered, which would answer again. */
  private delay(tries: number): number {
    if (performance.now() - this.demotedAt < MAX_DELAY_MS) return MAX_DELAY_MS;
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(tries, MAX_DOUBLINGS));
  }
}

/** A missing right for one command says nothing about other commands. */
function kindOf(message: string): string {
  const [word = ''] = message.split(' ');
  return word === NO_RIGHT ? message : word;
}
