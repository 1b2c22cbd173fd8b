import { DataSource, type DataSourceOptions, type EntitySubscriberInterface } from 'typeorm';
import { isReadOnly } from './sql/error-classes.js';
import type { PrimaryWatch } from './primary-watch.js';
import type { SqlDialect } from './sql/sql-dialect.js';

/** The connections to the primary of a database server. */
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

  /** If an error shows that a connection leads to a former primary, the other connections do too. */
  noteFailure(connection: unknown, error: unknown): void {
    if (isReadOnly(error)) this.primary.noteRefusal(connection as object);
  }

  /** Observes the queries of TypeORM's query builders, which do not use `onConnection`. */
  private failuresOfQueries(): EntitySubscriberInterface {
    return {
      afterQuery: async ({ error, queryRunner }) => {
        if (error) this.noteFailure(await queryRunner.connect(), error);
      },
    };
  }
}
