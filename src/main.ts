import { ExitCode } from './common/exit-code.js';
import { StopSignals } from './stop-signals.js';

// A log that cannot be written, on a full disk or into a closed pipe, must not end the service.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Before all else is loaded, which takes most of a start: it may be stopped by then.
const signals = new StopSignals();
const { start, noteFailure } = await import('./start.js');

try {
  await start(signals);
} catch (error) {
  if (!signals.haveCome) {
    noteFailure(error);
    // What a start has opened before it failed would keep the process alive.
    process.exit(ExitCode.Failed);
  }
}
