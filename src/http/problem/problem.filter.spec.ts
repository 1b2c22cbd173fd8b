import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type ArgumentsHost, Logger } from '@nestjs/common';
import { UnavailableError } from '../../common/domain-error.js';
import { HttpProblem } from './http-problem.js';
import { ProblemFilter } from './problem.filter.js';

function hostOf(): { host: ArgumentsHost; statuses: number[] } {
  const statuses: number[] = [];
  const response = { writeHead: (status: number) => statuses.push(status), end: () => undefined };
  const request = { method: 'GET', path: '/orders', originalUrl: '/orders' };
  const http = { getRequest: () => request, getResponse: () => response };
  return { host: { switchToHttp: () => http } as unknown as ArgumentsHost, statuses };
}

describe('the filter of failures', () => {
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

  afterEach(() => {
    logged.mockClear();
  });

  it.each([
    ['a refusal of the domain', new UnavailableError('store_busy', 'Busy.'), 503, 0],
    ['a problem', new HttpProblem(503, 'bodies_busy', 'Busy.'), 503, 0],
    ['whatever is not expected', new Error('Oh.'), 500, 1],
  ])('answers %s, and logs only surprises', (_name, thrown, status, lines) => {
    const { host, statuses } = hostOf();
    new ProblemFilter(() => false).catch(thrown, host);
    expect([statuses, logged.mock.calls.length]).toEqual([[status], lines]);
  });
});
