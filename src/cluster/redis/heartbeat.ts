import type { Redis } from 'ioredis';

const BEAT_MS = 5000;
/** A connection is closed after this many unanswered pings in a row: a single answer may just be late. */
const MAX_MISSED = 2;
/** The name of an error that Redis itself has answered. */
const REFUSAL = 'ReplyError';

/**
 * Closes a connection that no longer answers, so that a new one is opened. The operating system would take a quarter of an
 * hour, or for ever if nothing is sent, for example after a firewall has dropped the connection.
 * @returns a function that stops the heartbeat
 */
export function keepBeating(connection: Redis, beatMs = BEAT_MS): () => void {
  let missed = 0;
  const reset = (): void => void (missed = 0);
  const resetIfAnswered = ({ name }: Error): void => {
    // While the connection is being made a ping may fail at once, and connecting has a time limit of its own.
    if (name === REFUSAL || connection.status === 'connect') reset();
  };
  const beat = (): void => {
    if (missed >= MAX_MISSED) {
      reset();
      connection.disconnect(true);
    } else if (connection.status === 'ready' || connection.status === 'connect') {
      missed++;
      connection.ping().then(reset, resetIfAnswered);
    }
  };
  connection.on('close', reset);
  const timer = setInterval(beat, beatMs);
  return () => clearInterval(timer);
}
