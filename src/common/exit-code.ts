/** How the process ends, for whoever supervises it. */
export const ExitCode = {
  /** Stopped; all work was finished or handed back. */
  Done: 0,
  /** The start failed, or something broke that nobody had expected. */
  Failed: 1,
  /** Stopped, but some work could neither be finished nor handed back in time (EX_TEMPFAIL of sysexits.h). */
  Abandoned: 75,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
