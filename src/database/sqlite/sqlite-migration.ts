import { type DataSource, MigrationExecutor } from 'typeorm';

/**
 * Brings the tables up to date.
 * @throws Error if they are further than that: what a newer version stores, this one may not understand
 */
export async function migrate(writer: DataSource, path: string): Promise<void> {
  const known = new Set(writer.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const unknown = (await new MigrationExecutor(writer).getExecutedMigrations()).filter(
    ({ name }) => !known.has(name),
  );
  if (unknown.length > 0)
    throw new Error(
      `${path} was made by a newer version of this service (${unknown.map(({ name }) => name).join(', ')}).`,
    );
  await writer.runMigrations();
}
