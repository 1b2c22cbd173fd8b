import { Injectable } from '@nestjs/common';
import { DatabaseBackend } from '../database/database-backend.js';

/** How the service is deployed: the one place that knows whether other instances may work on the same orders. */
@Injectable()
export class Deployment {
  readonly isAlone: boolean;

  constructor(database: DatabaseBackend) {
    this.isAlone = database.isExclusive;
  }
}
