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

/** A failure as HTTP tells of it: problem details (RFC 9457). */
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

/** What each kind of refusal is in HTTP. */
const STATUSES = [
  [NotFoundError, 404],
  [ConflictError, 409],
  [UnavailableError, 503],
] as const;

/** @returns the refusal as HTTP tells of it */
export function toHttpProblem(error: DomainError): HttpProblem {
  const [, status = 500] = STATUSES.find(([kind]) => error instanceof kind) ?? [];
  const { code, message, errors, cause } = error;
  return new HttpProblem(status, code, message, { errors, headers: headersOf(error), cause });
}

function headersOf(error: DomainError): Readonly<Record<string, string>> {
  return error instanceof UnavailableError ? { 'Retry-After': String(error.retryAfterSeconds) } : {};
}
