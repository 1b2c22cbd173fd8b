import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';

/** Loaded into the built service by `NODE_OPTIONS=--import`: asks it to stop as soon as it would hear of it. */
const look = setInterval(() => {
  if (process.listenerCount('SIGTERM') === 0) return;
  clearInterval(look);
  process.kill(process.pid, 'SIGTERM');
});
