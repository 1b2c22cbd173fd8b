import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { unknownField } from '../problem/field-errors.js';
import { HttpProblem } from '../problem/http-problem.js';

const TAKES_QUERY = 'takes-query';

/** Marks a handler that reads query parameters; its DTO declares them. Other handlers refuse every parameter. */
export const AcceptsQuery = (): MethodDecorator => SetMetadata(TAKES_QUERY, true);

/** Marks controllers for probes, which add parameters to bypass caches (`?t=1700000000`); these are ignored. */
export const IgnoresQuery = (): ClassDecorator => SetMetadata(TAKES_QUERY, true);

/** Refuses query parameters that no handler reads, so that a misspelt filter is not ignored silently. */
@Injectable()
export class NoQueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!request.url.includes('?')) return true;
    const given = Object.keys(request.query);
    if (given.length === 0 || this.takesQuery(context)) return true;
    throw new HttpProblem(400, 'validation_failed', 'This address takes no query parameters.', {
      errors: given.map(unknownField),
    });
  }

  private takesQuery(context: ExecutionContext): boolean | undefined {
    return this.reflector.getAllAndOverride<boolean | undefined>(TAKES_QUERY, [
      context.getHandler(),
      context.getClass(),
    ]);
  }
}
