/** One line past Jest, which would put a stack trace under it. */
export function report(line: string): void {
  process.stderr.write(`${line}\n`);
}
