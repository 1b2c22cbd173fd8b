import {
  ConflictError,
  type DomainError,
  type FieldError,
  NotFoundError,
  UnavailableError,
} from '../../common/domain-error.js';

interface HttpProblemDetails {
  readonly errors?: readonly FieldError[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A failure to report over HTTP, as problem details (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name: string = 'HttpProblem';
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    { errors, headers = {}, cause }: HttpProblemDetails = {},
  ) {
    super(detail, { cause });
    this.errors = errors;
    this.headers = headers;
  }
}

/** The HTTP status of each kind of domain error. */
const STATUSES = [
  [NotFoundError, 404],
  [ConflictError, 409],
  [UnavailableError, 503],
] as const;

/** Maps a domain error to an HTTP problem. */
export function toHttpProblem(error: DomainError): HttpProblem {
  const [, status = 500] = STATUSES.find(([kind]) => error instanceof kind) ?? [];
  const { code, message, errors, cause } = error;
  return new HttpProblem(status, code, message, { errors, headers: headersOf(error), cause });
}

function headersOf(error: DomainError): Readonly<Record<string, string>> {
  return error instanceof UnavailableError ? { 'Retry-After': String(error.retryAfterSeconds) } : {};
}
