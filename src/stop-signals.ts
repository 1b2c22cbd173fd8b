import { ExitCode } from './common/exit-code.js';

/**
 * Signals that ask for a stop. Windows sends SIGHUP when a console closes, and SIGBREAK on Ctrl+Break.
 * Signals for faults in native code (SIGSEGV, SIGBUS, …) must have no listener: the fault would repeat for ever.
 */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK'] as const;

/** Ends the process at the first stop signal; further signals are ignored. */
export class StopSignals {
  private stop: () => Promise<ExitCode> = () => Promise.resolve(ExitCode.Done);
  private isStopping = false;

  constructor() {
    for (const signal of STOP_SIGNALS) process.on(signal, () => void this.receive());
  }

  /** Whether a stop is under way. It always ends the process. */
  get haveCome(): boolean {
    return this.isStopping;
  }

  /** @param stop runs before the process ends; until it is set, a signal ends the process at once */
  stopWith(stop: () => Promise<ExitCode>): void {
    this.stop = stop;
  }

  private async receive(): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    process.exit(await this.stop());
  }
}
