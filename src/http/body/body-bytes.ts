import type { Request } from 'express';
import { HttpProblem } from '../problem/http-problem.js';
import type { BodyBudget } from './body-budget.js';

/**
 * Reads the bytes of a body. Node discards the bytes that arrive after a refusal.
 * @throws HttpProblem 413 if the body is too large, 400 if it is incomplete, 503 if other bodies use all memory
 */
export function readBytes(request: Request, maxBytes: number, budget: BodyBudget): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      request.off('data', add).off('end', end).off('close', breakOff).off('error', breakOff);
    };
    const refuse = (error: HttpProblem): void => {
      stop();
      request.on('error', () => undefined).resume();
      reject(error);
    };
    const add = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > maxBytes) refuse(bodyTooLarge(maxBytes));
      else if (budget.take(chunk.length)) chunks.push(chunk);
      else refuse(bodiesBusy());
    };
    const end = (): void => {
      stop();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    };
    const breakOff = (): void => {
      refuse(new HttpProblem(400, 'body_incomplete', 'The body is incomplete.'));
    };
    // The parsed value takes about as much memory until the request is answered.
    request.res?.once('close', () => budget.release());
    request.on('data', add).on('end', end).on('close', breakOff).on('error', breakOff);
  });
}

export function bodyTooLarge(maxBytes: number): HttpProblem {
  return new HttpProblem(413, 'body_too_large', `The body may have at most ${maxBytes} bytes.`);
}

export function bodiesBusy(): HttpProblem {
  return new HttpProblem(503, 'bodies_busy', 'Too many large bodies are arriving at the moment.', {
    headers: { 'Retry-After': '1' },
  });
}
