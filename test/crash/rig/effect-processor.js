import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';

/** Item ids that bring a fault about, on the first attempt only. */
const Fault = {
  KillAfterEffect: 'fault:kill-after-effect',
  Throw: 'fault:throw',
  Hang: 'fault:hang',
  Late: 'fault:late',
};

const TABLES = [
  'CREATE TABLE IF NOT EXISTS effects (order_id TEXT PRIMARY KEY)',
  'CREATE TABLE IF NOT EXISTS executions (order_id TEXT, attempt INTEGER, PRIMARY KEY (order_id, attempt))',
  'CREATE TABLE IF NOT EXISTS doubles (order_id TEXT, attempt INTEGER)',
];

/** Work with an effect outside of the orders database, unique per order, and with faults on demand. */
export class EffectProcessor {
  /** Emits `<order id>#<attempt>`. */
  begun = new EventEmitter().setMaxListeners(0);
  ended = new EventEmitter().setMaxListeners(0);
  /** Orders whose first attempt waits here for the second one. */
  late = new Set();

  constructor(outside, minMs, maxMs) {
    this.outside = outside;
    this.minMs = minMs;
    this.maxMs = maxMs;
  }

  static async open(database, minMs, maxMs) {
    const outside = new DataSource({ type: 'sqlite', database, enableWAL: true, busyTimeout: 5000 });
    await outside.initialize();
    await outside.query('PRAGMA synchronous = FULL');
    for (const table of TABLES) await outside.query(table);
    return new EffectProcessor(outside, minMs, maxMs);
  }

  async process(order, signal) {
    await this.recordExecution(order);
    const fault = order.itemIds.find((item) => Object.values(Fault).includes(item));
    if (fault !== undefined && order.attempt === 1) await this.fail(order, fault);
    else await this.work(order, signal);
  }

  async recordExecution({ orderId, attempt }) {
    try {
      await this.outside.query('INSERT INTO executions VALUES (?, ?)', [orderId, attempt]);
    } catch (error) {
      if (error.driverError?.code === 'SQLITE_CONSTRAINT') {
        // To throw alone would only fail the attempt, and the next one would cover it up.
        await this.outside.query('INSERT INTO doubles VALUES (?, ?)', [orderId, attempt]);
      }
      throw error;
    }
  }

  async work({ orderId, attempt }, signal) {
    if (this.late.delete(orderId)) {
      const firstIsOver = once(this.ended, `${orderId}#1`);
      this.begun.emit(`${orderId}#${attempt}`);
      await firstIsOver;
    }
    await sleep(this.minMs + Math.random() * (this.maxMs - this.minMs), undefined, { signal });
    await this.takeEffect(orderId);
  }

  async fail({ orderId }, fault) {
    switch (fault) {
      case Fault.Throw:
        throw new Error('Thrown on demand.');
      case Fault.Hang:
        return new Promise(() => undefined);
      case Fault.KillAfterEffect:
        await this.takeEffect(orderId);
        process.kill(process.pid, 'SIGKILL');
        return new Promise(() => undefined);
      default:
        this.late.add(orderId);
        await once(this.begun, `${orderId}#2`);
        await this.takeEffect(orderId);
        this.ended.emit(`${orderId}#1`);
    }
  }

  async takeEffect(orderId) {
    await this.outside.query('INSERT INTO effects VALUES (?) ON CONFLICT DO NOTHING', [orderId]);
  }
}

/** No work and no effect: for what is about the queue alone. */
export const instantProcessor = { process: () => Promise.resolve() };
