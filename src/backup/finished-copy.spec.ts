import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { checkCopy } from './finished-copy.js';

it('says so when the service has written a copy where it is not to be seen, and makes no file of its own', async () => {
  const unseen = join(tmpdir(), 'written-in-another-container.db.partial');
  const checked = checkCopy(unseen, { orders: 1, entries: 1 }, new AbortController().signal);
  await expect(checked).rejects.toThrow('name a place that both see');
  expect(existsSync(unseen)).toBe(false);
});
