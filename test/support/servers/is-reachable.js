import { connect } from 'node:net';
import { URL } from 'node:url';

const PATIENCE_MS = 3000;

/** @returns {Promise<boolean>} whether anybody answers there */
export function isReachable({ url, port }) {
  const address = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: address.hostname,
      port: Number(address.port || port),
      timeout: PATIENCE_MS,
    });
    const settle = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', settle(true)).on('error', settle(false)).on('timeout', settle(false));
  });
}
