import { setTimeout } from 'node:timers';
import sqlite3 from 'sqlite3';

/** Longer than a stop waits for requests that have arrived. */
const COMMIT_MS = 2000;

/** Loaded into the built service by `NODE_OPTIONS=--import`: each commit takes its time, as on a disk that is busy. */
const { exec } = sqlite3.Database.prototype;
sqlite3.Database.prototype.exec = function execSlowly(script, done) {
  if (script.startsWith('BEGIN')) setTimeout(() => exec.call(this, script, done), COMMIT_MS);
  else exec.call(this, script, done);
  return this;
};
