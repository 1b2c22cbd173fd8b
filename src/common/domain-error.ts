/** One invalid field: a JSON pointer (RFC 6901) into the body, or a parameter's name, and the problem there. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

interface DomainErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly cause?: unknown;
}

/**
 * A refusal that is reported to the caller. `code` is stable and meant for programs; `message` is meant for people and
 * safe to show. The class is independent of HTTP: `http/problem/` maps each kind to a status.
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

/** The requested object does not exist. */
export class NotFoundError extends DomainError {}

/** The request conflicts with the current state. */
export class ConflictError extends DomainError {}

/** The request cannot be served now; a retry may succeed. */
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
