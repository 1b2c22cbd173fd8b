import 'reflect-metadata';
import console from 'node:console';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { URL } from 'node:url';

// By addresses that are not literals: the build need not be there when imports are checked.
const built = (file) => import(new URL(`../../dist/${file}`, import.meta.url).href);
const { readSettings } = await built('config/read-settings.js');
const { backendOf } = await built('database/backends.js');
const { MIGRATIONS } = await built('database/database.module.js');
const { openDatabase } = await built('database/open-database.js');

/** Opens the database whose URL comes in a line, as a start of the service does, says so, and closes it again. */
const [DATABASE_URL] = await once(createInterface(process.stdin), 'line');
process.stdin.destroy();
const settings = readSettings({ DATABASE_URL });
const options = { ...backendOf(settings).optionsOf(settings), migrations: MIGRATIONS, entities: [] };
console.log('begins');
const source = await openDatabase({ ...options, settings });
await source.destroy();
