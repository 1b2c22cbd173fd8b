import { setTimeout as pause } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

const WATCHED = new Set(['TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'Timeout']);
const PATIENCE_MS = 3000;
const CHECK_EVERY_MS = 20;

function openHandles() {
  return process.getActiveResourcesInfo().filter((type) => WATCHED.has(type));
}

/** Fails a test file that leaves a server, a connection, a process or a timer behind. */
export default class LeakCheckingEnvironment extends TestEnvironment {
  openBefore = openHandles().length;

  async teardown() {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.hasLeaks() && Date.now() < deadline) await pause(CHECK_EVERY_MS, undefined, { ref: false });
    const leaks = this.hasLeaks() ? openHandles() : [];
    await super.teardown();
    if (leaks.length > 0) throw new Error(`Left open by this test file: ${leaks.join(', ')}`);
  }

  hasLeaks() {
    return openHandles().length > this.openBefore;
  }
}
