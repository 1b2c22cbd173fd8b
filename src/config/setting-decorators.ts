import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsNumber, Max, Min, ValidateBy } from 'class-validator';

const FLAGS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** A whole number in decimal digits; anything else (`1e3`, `0x10`, `5s`) is refused. */
export function IntegerSetting(min: number, max: number): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  return applyDecorators(
    parseWith(/^\d{1,15}$/),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

/** `true` or `false`. */
export function FlagSetting(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => FLAGS.get(value) ?? value),
    IsBoolean({ message: 'must be true or false' }),
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

/** Text without problems. @param problemsOf returns all problems of a text, each worded as what it must be instead */
export function WithoutProblems(problemsOf: (text: string) => readonly string[]): PropertyDecorator {
  return ValidateBy({
    name: 'withoutProblems',
    validator: {
      validate: (value) => problemsOf(String(value)).length === 0,
      defaultMessage: (args) => problemsOf(String(args?.value)).join('; '),
    },
  });
}

/** A number not below another setting. */
export function AtLeast(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'atLeast',
    validator: {
      validate: (value, args) => Number(value) >= Number((args?.object as Record<string, unknown>)[other]),
      defaultMessage: () => `must not be below ${other}`,
    },
  });
}

/** Values other than `alone` need several instances, and so a database other than a SQLite file. */
export function NeedsCompany(alone: string): PropertyDecorator {
  return ValidateBy({
    name: 'needsCompany',
    validator: {
      validate: (value, args) => {
        const { DATABASE_URL } = args?.object as Record<string, string | undefined>;
        return value === alone || DATABASE_URL?.startsWith('sqlite:') !== true;
      },
      defaultMessage: () =>
        `must be ${alone} on a SQLite file: only one process can use the file, so it has to do everything`,
    },
  });
}

function parseWith(pattern: RegExp): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && pattern.test(value) ? Number(value) : value,
  );
}
