import { ExitCode } from './common/exit-code.js';

/**
 * Signals that ask for a stop; SIGHUP and SIGBREAK are what Windows sends when a console closes or is broken off.
 * A fault in native code (SIGSEGV, SIGBUS, …) must not be listened to: the process would meet it again for ever.
 */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK'] as const;

/** Ends the process at the first signal that asks for it; more of them change nothing. */
export class StopSignals {
  private stop: () => Promise<ExitCode> = () => Promise.resolve(ExitCode.Done);
  private isStopping = false;

  constructor() {
    for (const signal of STOP_SIGNALS) process.on(signal, () => void this.receive());
  }

  /** Whether a stop is under way: it ends the process, whatever else happens. */
  get haveCome(): boolean {
    return this.isStopping;
  }

  /** @param stop what has to be done from now on before the process may end; until then it just ends */
  stopWith(stop: () => Promise<ExitCode>): void {
    this.stop = stop;
  }

  private async receive(): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    process.exit(await this.stop());
  }
}
