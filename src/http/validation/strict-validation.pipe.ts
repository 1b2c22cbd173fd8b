import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { type ValidationError, getMetadataStorage, validateSync } from 'class-validator';
import { type FieldError } from '../../common/domain-error.js';
import { pointerTo, unknownField } from '../problem/field-errors.js';
import { HttpProblem } from '../problem/http-problem.js';

/** How many invalid fields one response reports at most. */
export const MAX_ERRORS = 20;

type Dto = new () => object;

/**
 * Validates DTOs and refuses properties that they do not declare. A body is validated without conversion. Unknown names
 * are found first, so that a body full of them costs little. Names that every object inherits (`constructor`,
 * `__proto__`) count as unknown too.
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

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && !isObject(value)) {
      throw notAnObject();
    }
    if (metadata.type === 'param' || !isObject(value) || !isDto(metadata.metatype)) {
      return super.transform(value, metadata);
    }
    const known = declaredBy(metadata.metatype);
    if (metadata.type === 'body') return validateAsIs(value, metadata.metatype, known);
    const unknown = findUnknown(value, known);
    if (unknown.length > 0) throw invalid(unknown);
    return super.transform(value, metadata);
  }
}

const declared = new Map<Dto, ReadonlySet<string>>();

/** The properties that a DTO validates, which are all its properties. */
function declaredBy(dto: Dto): ReadonlySet<string> {
  const known = declared.get(dto);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const names = new Set(rules.map(({ propertyName }) => propertyName));
  declared.set(dto, names);
  return names;
}

function findUnknown(value: object, known: ReadonlySet<string>): FieldError[] {
  const unknown = Object.keys(value).filter((key) => !known.has(key));
  return unknown.slice(0, MAX_ERRORS).map(unknownField);
}

/** Validates a body without conversion, and reports all problems at once. */
function validateAsIs(value: object, dto: Dto, known: ReadonlySet<string>): object {
  const declared = Object.entries(value).filter(([key]) => known.has(key));
  const instance = Object.assign(new dto(), Object.fromEntries(declared));
  const errors = [...findUnknown(value, known), ...validateSync(instance).map(toFieldError)];
  if (errors.length > 0) throw invalid(errors.slice(0, MAX_ERRORS));
  return instance;
}

/**
 * Validates a value like the body of a single request, for values from other sources.
 * @throws HttpProblem 400 with all problems
 */
export function validateBody<Body extends object>(value: unknown, dto: new () => Body): Body {
  if (!isObject(value)) throw notAnObject();
  return validateAsIs(value, dto, declaredBy(dto)) as Body;
}

function isDto(metatype: unknown): metatype is Dto {
  return typeof metatype === 'function' && metatype !== Object && metatype !== Array;
}

export function invalid(errors: FieldError[]): HttpProblem {
  return new HttpProblem(400, 'validation_failed', 'The request is not valid.', { errors });
}

function notAnObject(): HttpProblem {
  return invalid([{ pointer: '', detail: 'must be a JSON object' }]);
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
