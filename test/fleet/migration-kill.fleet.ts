import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { report } from '../support/report.js';
import { schemaOf } from '../support/database/schema.js';
import { whenEnded } from '../support/processes/service-process.js';
import type { SERVERS, TestDatabase } from '../support/database/test-database.js';
import { oldDatabase } from './old-database.js';

const KILLS = Number(process.env['MIGRATION_KILLS'] ?? 50);
const ORDERS = 2000;
const LIMIT_MS = 600_000;
const SCRIPT = 'test/fleet/bring-up-to-date.js';

/** What a database has become: its tables, how many rows they have, and which migrations it has seen. */
async function stateOf(database: TestDatabase): Promise<unknown[]> {
  const source = await database.connect();
  try {
    const count = (table: string): Promise<unknown> => source.query(`SELECT COUNT(*) AS n FROM ${table}`);
    const rows = await Promise.all(['orders', 'order_timeline', 'service_identity'].map(count));
    const totals: unknown = await source.query('SELECT completed, pending FROM order_totals');
    const migrations: unknown = await source.query('SELECT name FROM migrations ORDER BY id');
    return [await schemaOf(source), rows, totals, migrations];
  } finally {
    await source.destroy();
  }
}

async function migrationsSeen(database: TestDatabase): Promise<number> {
  return (await database.query('SELECT 1 AS one FROM migrations')).length;
}

/** A start of the service, as far as the database is up to date. It has loaded all before it is told which database. */
class Start {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;

  constructor() {
    const env = { PATH: process.env['PATH'] };
    this.child = spawn(process.execPath, [SCRIPT], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** Resolves when it begins to open the database. */
  async begin(database: TestDatabase): Promise<void> {
    this.child.stdin.end(`${database.url}\n`);
    await once(this.child.stdout, 'data');
    this.child.stdout.resume();
  }

  /** @returns how it ended */
  end(): Promise<number | string | null> {
    return whenEnded(this.child);
  }

  /** @returns whether the kill came before it had ended */
  async isKilledWithin(database: TestDatabase, ms: number): Promise<boolean> {
    await this.begin(database);
    await pass(ms);
    this.child.kill('SIGKILL');
    return (await this.end()) === 'SIGKILL';
  }
}

describe.each([
  ['mysql', KILLS],
  ['postgres', Math.ceil(KILLS / 5)],
] as const)('migrations on %s', (server: keyof typeof SERVERS, kills) => {
  /** @returns what an undisturbed start makes of a database, and how long that takes */
  async function expected(): Promise<{ state: unknown[]; ms: number }> {
    // It has loaded all by the time that the database is there.
    const start = new Start();
    const database = await oldDatabase(server, ORDERS);
    try {
      await start.begin(database);
      const begun = performance.now();
      expect(await start.end()).toBe(0);
      return { ms: performance.now() - begun, state: await stateOf(database) };
    } finally {
      await database.drop();
    }
  }

  it(
    'are gone on with by the next start, wherever the one before was killed',
    async () => {
      const { state, ms } = await expected();
      let longest = ms;
      const seen: number[] = [];
      while (seen.length < kills) {
        const [victim, next] = [new Start(), new Start()];
        const database = await oldDatabase(server, ORDERS);
        try {
          const moment = Math.random() * longest;
          if (await victim.isKilledWithin(database, moment)) seen.push(await migrationsSeen(database));
          else longest = moment;
          const where = `after ${seen.length} kills, the last one after ${Math.round(moment)} ms`;
          await next.begin(database);
          expect([where, await next.end()]).toEqual([where, 0]);
          expect([where, ...(await stateOf(database))]).toEqual([where, ...state]);
        } finally {
          await database.drop();
        }
      }
      report(
        `${server}: ${kills} starts killed within ${Math.round(longest)} ms; migrations done by then: ${seen.toSorted().join(' ')}`,
      );
    },
    LIMIT_MS,
  );
});
