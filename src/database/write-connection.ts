/** Token of the `DataSource` that the order store, and nobody else, writes through. */
export const WRITE_CONNECTION = Symbol('WRITE_CONNECTION');
