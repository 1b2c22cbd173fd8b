/** Token of the `DataSource` that reads one moment of the database at length, apart from all other reading. */
export const SNAPSHOT_CONNECTION = Symbol('SNAPSHOT_CONNECTION');
