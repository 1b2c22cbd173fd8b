import type { Redis } from 'ioredis';

const BEAT_MS = 5000;

/**
 * Breaks a connection on which nobody answers any more, so that a new one is opened. The system would wait for a quarter
 * of an hour, and for ever if nothing is sent: so it is where a firewall has forgotten the connection.
 * @returns ends the beat
 */
export function keepBeating(connection: Redis, beatMs = BEAT_MS): () => void {
  let isOverdue = false;
  const settle = (): void => void (isOverdue = false);
  const beat = (): void => {
    if (isOverdue) {
      settle();
      connection.disconnect(true);
    } else if (connection.status === 'ready' || connection.status === 'connect') {
      isOverdue = true;
      // One that is still being made may refuse at once, and has a time limit of its own.
      connection.ping().then(settle, () => connection.status === 'connect' && settle());
    }
  };
  connection.on('close', settle);
  const timer = setInterval(beat, beatMs);
  return () => clearInterval(timer);
}
