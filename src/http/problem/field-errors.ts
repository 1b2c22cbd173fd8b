import type { FieldError } from '../../common/domain-error.js';

export function unknownField(name: string): FieldError {
  return { pointer: pointerTo(name), detail: 'is not known' };
}

/** RFC 6901: `~` and `/` inside a name are escaped. */
export function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
