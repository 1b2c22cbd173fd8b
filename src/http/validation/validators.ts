import { ValidateBy, type ValidationArguments, isISO8601 } from 'class-validator';

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

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/;
const TIME_RULE = 'must be a time such as 2025-02-23T12:12:23.017Z, or a day such as 2025-02-23 (UTC)';
/** A time whose `+` was sent as it is: in a query that means a space. */
const LOST_PLUS = /\d\d:\d\d(:\d\d(\.\d+)?)? \d\d:?\d\d$/;

/** The form of ISO 8601 that RFC 3339 has, or a day; one that is in the calendar. */
function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value) && isISO8601(value, { strict: true });
}

export function IsTime(): PropertyDecorator {
  return check('isTime', ({ value }) => describeTime(value), isTime);
}

function describeTime(value: unknown): string {
  const hasLostPlus = typeof value === 'string' && LOST_PLUS.test(value);
  return hasLostPlus ? `${TIME_RULE}; a + in an address is a space: write %2B` : TIME_RULE;
}

/** A property decorator out of a predicate. */
export function check(
  name: string,
  message: string | ((args: ValidationArguments) => string),
  isValid: (value: unknown) => boolean,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: isValid } }, { message });
}
