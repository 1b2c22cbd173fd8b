import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { withFolder } from '../servers.js';

const SET = 1000;
const SCHEMA = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT UNIQUE, user_id TEXT, item_ids TEXT,
    total_minor INTEGER, status TEXT, attempts INTEGER, spent_attempts INTEGER, last_error TEXT, due_at INTEGER,
    processing_ms INTEGER, sequence INTEGER, created_at INTEGER, updated_at INTEGER)`;

/** Inserts order rows with a unique id and no other index, durably, and prints rows per second. */
const rows = Number(process.argv[2]);
console.log(await withFolder(insertRows));

async function insertRows(folder: string): Promise<number> {
  const database = new sqlite3.Database(join(folder, 'raw.db'));
  await execute(database, SCHEMA);
  const startedAt = performance.now();
  for (let inserted = 0; inserted < rows; inserted += SET) {
    const values = Array.from({ length: SET }, (_, index) => row(inserted + index));
    await execute(database, `INSERT INTO orders VALUES ${values.join(',')}`);
  }
  const perSecond = (rows / (performance.now() - startedAt)) * 1000;
  await new Promise((closed) => database.close(closed));
  return perSecond;
}

function execute(database: sqlite3.Database, script: string): Promise<void> {
  return new Promise((resolve, reject) =>
    database.exec(script, (error) => (error ? reject(error) : resolve())),
  );
}

function row(number: number): string {
  return `(NULL,'R${number}','user1','["item1", "item2"]',19999,'pending',0,0,NULL,1740312743017,NULL,1,1740312743017,1740312743017)`;
}
