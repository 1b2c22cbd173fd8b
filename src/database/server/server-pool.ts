import { DataSource, type DataSourceOptions, type EntitySubscriberInterface } from 'typeorm';
import { isReadOnly } from './sql/error-classes.js';
import type { PrimaryWatch } from './primary-watch.js';
import type { SqlDialect } from './sql/sql-dialect.js';

/** Connections to a server, by whatever leads to its primary. */
export class ServerPool extends DataSource {
  constructor(
    options: DataSourceOptions,
    readonly dialect: SqlDialect,
    readonly primary: PrimaryWatch,
  ) {
    super(options);
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    this.subscribers.push(this.failuresOfQueries());
    return this;
  }

  /** Whatever failed on a connection: if it leads to no primary any more, others do not either. */
  noteFailure(connection: unknown, error: unknown): void {
    if (isReadOnly(error)) this.primary.noteRefusal(connection as object);
  }

  /** What goes past the service's own statements: those of query builders. */
  private failuresOfQueries(): EntitySubscriberInterface {
    return {
      afterQuery: async ({ error, queryRunner }) => {
        if (error) this.noteFailure(await queryRunner.connect(), error);
      },
    };
  }
}
