/** Exit codes of the process, for its supervisor. */
export const ExitCode = {
  /** Stopped; all work was finished or released. */
  Done: 0,
  /** The start failed, or an unexpected error occurred. */
  Failed: 1,
  /** Stopped, but some work could neither be finished nor released in time (EX_TEMPFAIL of sysexits.h). */
  Abandoned: 75,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
