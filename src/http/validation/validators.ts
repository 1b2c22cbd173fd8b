import { ValidateBy, type ValidationArguments, isISO8601 } from 'class-validator';

/** Printable text: no control characters, no line or paragraph separators, no lone surrogates. */
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

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/;
const TIME_RULE = 'must be a time such as 2025-02-23T12:12:23.017Z, or a day such as 2025-02-23 (UTC)';
/** A time whose `+` was not percent-encoded: in a query it means a space. */
const LOST_PLUS = /\d\d:\d\d(:\d\d(\.\d+)?)? \d\d:?\d\d$/;

/** A valid time in the ISO 8601 format of RFC 3339, or a valid day. */
function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value) && isISO8601(value, { strict: true });
}

export function IsTime(): PropertyDecorator {
  return check('isTime', ({ value }) => describeTime(value), isTime);
}

function describeTime(value: unknown): string {
  const hasLostPlus = typeof value === 'string' && LOST_PLUS.test(value);
  return hasLostPlus ? `${TIME_RULE}; a + in an address means a space: write %2B` : TIME_RULE;
}

/** Makes a property decorator from a predicate. */
export function check(
  name: string,
  message: string | ((args: ValidationArguments) => string),
  isValid: (value: unknown) => boolean,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: isValid } }, { message });
}
