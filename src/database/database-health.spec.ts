import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { DatabaseBackend } from './database-backend.js';
import { DatabaseHealth } from './database-health.js';

/** Looks that end when the test says so. */
function lookedAt(): {
  health: DatabaseHealth;
  looks: { resolve: () => void; reject: (error: Error) => void }[];
} {
  const looks: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const check = (): Promise<void> => new Promise((resolve, reject) => looks.push({ resolve, reject }));
  return { health: new DatabaseHealth({ check } as unknown as DatabaseBackend, {} as DataSource), looks };
}

describe('the health of the database', () => {
  it('is looked at once by all who ask meanwhile', async () => {
    const { health, looks } = lookedAt();
    const asked = [health.check(), health.check(), health.check()];
    expect(looks).toHaveLength(1);
    looks[0]?.reject(new Error('No.'));
    await expect(Promise.allSettled(asked)).resolves.toMatchObject(asked.map(() => ({ status: 'rejected' })));
  });

  it('is looked at anew by whoever asks later', async () => {
    const { health, looks } = lookedAt();
    const first = health.check();
    looks[0]?.reject(new Error('No.'));
    await expect(first).rejects.toThrow('No.');
    const second = health.check();
    looks[1]?.resolve();
    await expect(second).resolves.toBeUndefined();
  });
});
