import { describe, expect, it } from '@jest/globals';
import { type ExecutionContext, ServiceUnavailableException } from '@nestjs/common';
import { type Observable, firstValueFrom, of, throwError } from 'rxjs';
import { DatabaseAwayInterceptor } from './database-away.interceptor.js';
import { SqliteBackend } from './sqlite/sqlite-backend.js';

const interceptor = new DatabaseAwayInterceptor(new SqliteBackend());

function answerTo(handle: () => Observable<unknown>): Promise<unknown> {
  return firstValueFrom(interceptor.intercept({} as ExecutionContext, { handle }));
}

describe('a request', () => {
  it('is answered 503 while the database is away', async () => {
    const error = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    const answer = answerTo(() => throwError(() => error));
    await expect(answer).rejects.toThrow(ServiceUnavailableException);
  });

  it('keeps any other answer', async () => {
    const error = Object.assign(new Error('no such column'), { code: 'SQLITE_ERROR' });
    await expect(answerTo(() => throwError(() => error))).rejects.toBe(error);
    expect(await answerTo(() => of('fine'))).toBe('fine');
  });
});
