import { ConsoleLogger } from '@nestjs/common';

/** Nest logs a failed start in this context, with stack and properties, which may include the password of a URL. */
const NEST_FAILURES = 'ExceptionHandler';
/** Nest logs each module and each route in these contexts. */
const NEST_STEPS: readonly unknown[] = [
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
];

/** Keeps the start log short: Nest's steps, and the stack of a failed start, are logged at `LOG_LEVEL=debug` only. */
export class StartLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (NEST_STEPS.includes(rest.at(-1))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  /** `main.ts` logs the failure of a start. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== NEST_FAILURES) super.error(message, ...rest);
    else this.debug(message instanceof Error ? message.stack : message, NEST_FAILURES);
  }
}
