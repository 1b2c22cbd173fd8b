import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  ServiceUnavailableException,
} from '@nestjs/common';
import { type Observable, catchError } from 'rxjs';
import { DatabaseBackend } from './database-backend.js';

/** Answers 503 to whoever asks for something while the database is away: it is nobody's mistake, and passes. */
@Injectable()
export class DatabaseAwayInterceptor implements NestInterceptor {
  constructor(private readonly backend: DatabaseBackend) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof Error) || !this.backend.isAway(error)) throw error;
        throw new ServiceUnavailableException('The database is away.', { cause: error });
      }),
    );
  }
}
