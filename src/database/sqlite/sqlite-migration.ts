import { type DataSource, MigrationExecutor } from 'typeorm';

/**
 * Brings the tables up to date.
 * @throws Error if they are further than that: what a newer version stores, this one may not understand
 */
export async function migrate(writer: DataSource, path: string): Promise<void> {
  const executor = new MigrationExecutor(writer);
  const known = new Set((await executor.getAllMigrations()).map(({ name }) => name));
  const unknown = (await executor.getExecutedMigrations()).filter(({ name }) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(
      `${path} was made by a newer version of this service (${unknown.map(({ name }) => name).join(', ')}).`,
    );
  await writer.runMigrations();
}
