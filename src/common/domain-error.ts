/** One wrong spot in a request: a JSON pointer (RFC 6901) into the body, or a parameter's name, and what is wrong there. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

interface DomainErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A failure that the client is told about, as problem details (RFC 9457).
 * `code` is stable and made for programs, `message` is made for people and safe to show.
 */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    { errors, headers = {}, cause }: DomainErrorDetails = {},
  ) {
    super(detail, { cause });
    this.errors = errors;
    this.headers = headers;
  }
}
