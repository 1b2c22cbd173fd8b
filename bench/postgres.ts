import { DataSource } from 'typeorm';
import { SERVERS, TestDatabase } from '../test/support/database/test-database.js';
import { withResource } from './resources.js';

const DESCRIPTION = `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
  current_setting('synchronous_commit') AS commit`;

interface Description {
  readonly version: string;
  readonly fsync: string;
  readonly commit: string;
}

/** The server's version and the durability of its commits; undefined if there is no server. */
export async function describePostgres(): Promise<string | undefined> {
  const server = openPostgres(SERVERS.postgres);
  try {
    await server.initialize();
  } catch {
    return undefined;
  }
  const [{ version, fsync, commit }] = await server.query<[Description]>(DESCRIPTION);
  await server.destroy();
  return `PostgreSQL ${version} (fsync ${fsync}, synchronous_commit ${commit})`;
}

/** Runs `use` with an empty database and a connection to it, both removed afterwards. */
export function withDatabase<Result>(
  use: (url: string, inside: DataSource) => Promise<Result>,
): Promise<Result> {
  return withResource(
    () => TestDatabase.createOn(SERVERS.postgres),
    (database) => database.drop(),
    ({ url }) =>
      withResource(
        () => openPostgres(url).initialize(),
        (inside) => inside.destroy(),
        (inside) => use(url, inside),
      ),
  );
}

function openPostgres(url: string): DataSource {
  return new DataSource({ type: 'postgres', url, poolSize: 1 });
}
