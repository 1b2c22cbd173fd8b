import { Logger } from '@nestjs/common';
import type { SqliteFile } from './sqlite-file.js';

const LOOK_EVERY_MS = 1000;

const LOGGER = new Logger('Database');

/** Logs once when the files have been moved or replaced, and once when they are back. */
export class SqliteWatch {
  private timer: NodeJS.Timeout | undefined;
  private told: string | undefined;

  constructor(private readonly file: SqliteFile) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const problem = this.file.problem();
    if (problem === this.told) return;
    this.told = problem;
    if (problem === undefined) LOGGER.log(`${this.file.path} is back in its place: orders are taken again.`);
    else LOGGER.error(`${problem}: no order is acknowledged until what is open is back in its place.`);
  }
}
