import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteDataSource } from '../sqlite-data-source.js';
import { sendIntruder } from './sqlite-lock-proof.js';

describe('an intruder', () => {
  let directory: string;
  let database: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'intruder-'));
    database = join(directory, 'a.db');
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('is kept out of a database that is locked, and gets in when it is not', async () => {
    const source = await new SqliteDataSource({ type: 'sqlite', database }).initialize();
    await sendIntruder(database);
    await source.destroy();
    await expect(sendIntruder(database)).rejects.toThrow('does not keep other processes out');
  });
});
