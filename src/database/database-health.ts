import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DatabaseBackend } from './database-backend.js';

/** Looks whether the database can be used. One look at a time: whoever asks meanwhile shares it. */
@Injectable()
export class DatabaseHealth {
  private looking: Promise<void> | undefined;

  constructor(
    private readonly backend: DatabaseBackend,
    private readonly source: DataSource,
  ) {}

  /** @throws Error that says what is wrong */
  check(): Promise<void> {
    this.looking ??= this.backend.check(this.source).finally(() => (this.looking = undefined));
    return this.looking;
  }
}
