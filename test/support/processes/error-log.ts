import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a process of its own writes its errors, for a test to read. */
export class ErrorLog {
  private readonly file: string;
  readonly descriptor: number;

  constructor(directory: string) {
    this.file = join(directory, 'errors.log');
    this.descriptor = openSync(this.file, 'a');
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
