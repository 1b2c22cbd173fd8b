import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { DomainError, type FieldError } from '../domain-error.js';

/**
 * Validates DTOs and refuses what they do not declare, names that every object inherits (`constructor`,
 * `__proto__`) included: class-validator takes those for declared ones.
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: (errors) => invalid(errors.map(toFieldError)),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && !isObject(value)) {
      throw invalid([{ pointer: '', detail: 'must be a JSON object' }]);
    }
    const inherited = isObject(value) ? Object.keys(value).filter((key) => key in Object.prototype) : [];
    if (inherited.length > 0) throw invalid(inherited.map(unknownField));
    return super.transform(value, metadata);
  }
}

export function invalid(errors: FieldError[]): DomainError {
  return new DomainError(400, 'validation_failed', 'The request is not valid.', { errors });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toFieldError({ property, constraints = {} }: ValidationError): FieldError {
  const [detail] = Object.values(constraints);
  return 'whitelistValidation' in constraints || detail === undefined
    ? unknownField(property)
    : { pointer: pointerTo(property), detail };
}

function unknownField(name: string): FieldError {
  return { pointer: pointerTo(name), detail: 'is not known' };
}

/** RFC 6901: `~` and `/` inside a name are escaped. */
function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
