import { ValidateBy, type ValidationArguments } from 'class-validator';

/** Anything a person can read: no control characters, no line or paragraph separators, no lone surrogates. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const VISIBLE = /[^\p{Z}\p{C}]/u;

/** Whether a value is text of 1 to `max` characters (code points), printable and not blank. */
export function isPrintable(value: unknown, max: number): value is string {
  if (typeof value !== 'string' || value.length > 2 * max) return false;
  return [...value].length <= max && PRINTABLE.test(value) && VISIBLE.test(value);
}

export function IsPrintable(max: number): PropertyDecorator {
  return check('isPrintable', `must be text of 1 to ${max} printable characters`, (value) =>
    isPrintable(value, max),
  );
}

/** A property decorator out of a predicate. */
export function check(
  name: string,
  message: string | ((args: ValidationArguments) => string),
  isValid: (value: unknown) => boolean,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: isValid } }, { message });
}
