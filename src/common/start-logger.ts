import { ConsoleLogger } from '@nestjs/common';

/** Under this name Nest prints whatever ends a start, with its stack and its properties, a URL's password among them. */
const NEST_FAILURES = 'ExceptionHandler';
/** Under these names Nest tells of each module and each route. */
const NEST_STEPS: readonly unknown[] = [
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
];

/** Prints what matters of a start. The steps of Nest, and the stack of a failed start, are for `LOG_LEVEL=debug`. */
export class StartLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (NEST_STEPS.includes(rest.at(-1))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  /** Whoever started it prints the failure of a start. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== NEST_FAILURES) super.error(message, ...rest);
    else this.debug(message instanceof Error ? message.stack : message, NEST_FAILURES);
  }
}
