import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, IsNumber, Max, Min, ValidateBy } from 'class-validator';

/** A whole number written in digits; anything else (`1e3`, `0x10`, `5s`) is refused. */
export function IntegerSetting(min: number, max: number): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  return applyDecorators(
    parseWith(/^\d{1,15}$/),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

/** A decimal from 0 to 1. */
export function RatioSetting(): PropertyDecorator {
  const message = 'must be a number from 0 to 1';
  return applyDecorators(
    parseWith(/^\d(\.\d{1,9})?$/),
    IsNumber({}, { message }),
    Min(0, { message }),
    Max(1, { message }),
  );
}

/** Text in which no fault is found. @param faultOf tells what it must be instead, or undefined if nothing is wrong */
export function WithoutFault(faultOf: (text: string) => string | undefined): PropertyDecorator {
  return ValidateBy({
    name: 'withoutFault',
    validator: {
      validate: (value) => faultOf(String(value)) === undefined,
      defaultMessage: (args) => faultOf(String(args?.value)) ?? '',
    },
  });
}

/** Not below another setting. */
export function AtLeast(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'atLeast',
    validator: {
      validate: (value, args) => Number(value) >= Number((args?.object as Record<string, unknown>)[other]),
      defaultMessage: () => `must not be below ${other}`,
    },
  });
}

/** Other values than `alone` only where other instances can take part: not on a file of SQLite. */
export function NeedsCompany(alone: string): PropertyDecorator {
  return ValidateBy({
    name: 'needsCompany',
    validator: {
      validate: (value, args) => {
        const { DATABASE_URL } = args?.object as Record<string, string | undefined>;
        return value === alone || DATABASE_URL?.startsWith('sqlite:') !== true;
      },
      defaultMessage: () =>
        `must be ${alone} on a SQLite file: one process works on it, and has to do everything`,
    },
  });
}

function parseWith(pattern: RegExp): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && pattern.test(value) ? Number(value) : value,
  );
}
