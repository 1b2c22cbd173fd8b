import { expect, it } from '@jest/globals';
import { importDriver } from './import-driver.js';

it('a driver that is not installed is named', async () => {
  const missing = importDriver('pg', () => Promise.reject(new Error('Cannot find package')));
  await expect(missing).rejects.toThrow('needs the package pg, which is not installed: npm install pg');
});
