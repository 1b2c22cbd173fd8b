import { ExitCode } from './common/exit-code.js';
import { StopSignals } from './stop-signals.js';

// A failed log write (full disk, closed pipe) must not end the service.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Before loading all else, which takes most of the start time: a stop signal may arrive meanwhile.
const signals = new StopSignals();
const { start, noteFailure } = await import('./start.js');

try {
  await start(signals);
} catch (error) {
  if (!signals.haveCome) {
    noteFailure(error);
    // Resources opened before the failure would keep the process alive.
    process.exit(ExitCode.Failed);
  }
}
