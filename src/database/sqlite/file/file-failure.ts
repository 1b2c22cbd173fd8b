import { getSystemErrorMap } from 'node:util';

/** A file system error with its path and cause. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure';

  constructor(path: string, what: string, cause: unknown) {
    super(`${path} ${what}: ${reasonOf(cause)}.`, { cause });
  }
}

/** Such as `permission denied (EACCES)`. */
export function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  const [code, text] = getSystemErrorMap().get(errno ?? 0) ?? [];
  return code === undefined ? message : `${text} (${code})`;
}
