import type { Redis } from 'ioredis';

const BEAT_MS = 5000;
/** So many beats in a row that nobody answers end a connection: one may only be late. */
const MAX_MISSED = 2;
/** The name of an error that Redis itself has answered. */
const REFUSAL = 'ReplyError';

/**
 * Breaks a connection on which nobody answers any more, so that a new one is opened. The system would wait for a quarter
 * of an hour, and for ever if nothing is sent: so it is where a firewall has forgotten the connection.
 * @returns ends the beat
 */
export function keepBeating(connection: Redis, beatMs = BEAT_MS): () => void {
  let missed = 0;
  const settle = (): void => void (missed = 0);
  const settleIfAnswered = ({ name }: Error): void => {
    // One that is still being made may refuse at once, and has a time limit of its own.
    if (name === REFUSAL || connection.status === 'connect') settle();
  };
  const beat = (): void => {
    if (missed >= MAX_MISSED) {
      settle();
      connection.disconnect(true);
    } else if (connection.status === 'ready' || connection.status === 'connect') {
      missed++;
      connection.ping().then(settle, settleIfAnswered);
    }
  };
  connection.on('close', settle);
  const timer = setInterval(beat, beatMs);
  return () => clearInterval(timer);
}
