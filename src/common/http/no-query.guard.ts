import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { DomainError } from '../domain-error.js';

const ACCEPTS_QUERY = 'accepts-query';

/** Marks a handler that reads query parameters; its DTO then says which. All others refuse every parameter. */
export const AcceptsQuery = (): MethodDecorator => SetMetadata(ACCEPTS_QUERY, true);

/** Refuses query parameters that nobody would read: a misspelt filter must not pass for an answer to it. */
@Injectable()
export class NoQueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!request.url.includes('?')) return true;
    const given = Object.keys(request.query);
    if (given.length === 0 || this.reflector.get<boolean>(ACCEPTS_QUERY, context.getHandler())) return true;
    throw new DomainError(400, 'validation_failed', 'This address takes no query parameters.', {
      errors: given.map((name) => ({ pointer: `/${name}`, detail: 'is not known' })),
    });
  }
}
