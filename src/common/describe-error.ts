const MAX_LENGTH = 500;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** The message of any thrown value, as one line of well-formed text that any database can store. */
export function describeError(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const line = message.replace(UNPRINTABLE, ' ').trim() || 'Failed without a message.';
  return line.slice(0, MAX_LENGTH).toWellFormed();
}
