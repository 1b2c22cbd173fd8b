import sqlite3 from 'sqlite3';

/** Loaded into the built service by `NODE_OPTIONS=--import`: its database never closes, as on a disk that has gone. */
sqlite3.Database.prototype.close = () => undefined;
