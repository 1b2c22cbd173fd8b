/** One wrong spot in a request: a JSON pointer (RFC 6901) into the body, or a parameter's name, and what is wrong there. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

interface DomainErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly cause?: unknown;
}

/**
 * A refusal that whoever asked is told about. `code` is stable and made for programs, `message` is made for people and
 * safe to show. It knows no protocol: `http/problem/` says what status each kind is.
 */
export abstract class DomainError extends Error {
  readonly errors: readonly FieldError[] | undefined;

  constructor(
    readonly code: string,
    detail: string,
    { errors, cause }: DomainErrorDetails = {},
  ) {
    super(detail, { cause });
    this.name = new.target.name;
    this.errors = errors;
  }
}

/** What was asked for is not there. */
export class NotFoundError extends DomainError {}

/** What was asked for does not go with what is there. */
export class ConflictError extends DomainError {}

/** What was asked for cannot be done now; later it may be. */
export class UnavailableError extends DomainError {
  constructor(
    code: string,
    detail: string,
    cause?: unknown,
    readonly retryAfterSeconds = 1,
  ) {
    super(code, detail, { cause });
  }
}
