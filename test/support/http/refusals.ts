import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RawAnswer, exchange, raw } from './raw-http.js';
import { TestApp } from '../test-app.js';

const LEAKS = /node_modules|\.[jt]s\b|\n\s+at |file:|\/tmp\/|sqlite|select |insert |typeorm|syntaxerror/i;

interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly pointers?: readonly string[];
  readonly allow?: string;
}

type Refusal = Problem & { readonly name: string; readonly bytes: string | Buffer };

export function expectProblem(answer: RawAnswer | undefined, expected: Problem): void {
  expect(answer?.status).toBe(expected.status);
  expect(answer?.headers.get('content-type')).toBe('application/problem+json');
  expect(answer?.body).not.toMatch(LEAKS);
  const problem = JSON.parse(answer?.body ?? '') as { code: string; errors?: { pointer: string }[] };
  expect(problem).toMatchObject({
    type: `urn:problem-type:${expected.code ?? problem.code}`,
    title: expect.stringMatching(/./),
    status: expected.status,
    detail: expect.stringMatching(/./),
    instance: expect.stringMatching(/^\/[^?]*$/),
    code: expected.code ?? expect.stringMatching(/^[a-z0-9_]+$/),
  });
  if (expected.pointers) expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(expected.pointers);
  if (expected.allow) expect(answer?.headers.get('allow')).toBe(expected.allow);
}

/** Sends each to one app: it is refused as expected, hurts no neighbour and stores nothing. */
export function describeRefusals(title: string, refusals: readonly Refusal[]): void {
  describe(title, () => {
    let app: TestApp;

    beforeAll(async () => {
      app = await TestApp.start();
    });

    afterAll(() => app.dispose());

    it.each(refusals)('answers $status to $name', async ({ bytes, ...expected }) => {
      const [answer] = await exchange(app.url, bytes);
      const [neighbour] = await exchange(app.url, raw('GET /metrics'));
      expectProblem(answer, expected);
      expect(neighbour?.status).toBe(200);
    });

    it('has stored nothing of all this', async () => {
      expect(await app.sql('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 0 }]);
    });
  });
}
