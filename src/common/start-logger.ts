import { ConsoleLogger } from '@nestjs/common';

/** Under this name Nest prints whatever ends a start, with its stack and its properties, a URL's password among them. */
const NEST_FAILURES = 'ExceptionHandler';

/** Leaves the failure of a start to whoever started it; its stack is for `LOG_LEVEL=debug`. */
export class StartLogger extends ConsoleLogger {
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== NEST_FAILURES) super.error(message, ...rest);
    else this.debug(message instanceof Error ? message.stack : message, NEST_FAILURES);
  }
}
