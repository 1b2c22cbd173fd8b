import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

const PATIENCE_MS = 3000;
const CHECK_EVERY_MS = 20;
/** Jest's own timers at the time of the check. */
const OWN_TIMERS = 1;
const FILES = '/proc/self/fd';

/** Servers, connections, processes, timers and database files that are open in this process. */
function openHandles() {
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((type) => type === 'Timeout').slice(OWN_TIMERS);
  const others = resources.filter((type) => /^(TCPServerWrap|TCPSocketWrap|ProcessWrap)$/.test(type));
  return [...timers, ...others, ...openDatabases()];
}

/** Where the system tells which files are open; elsewhere this is not checked. */
function openDatabases() {
  try {
    return readdirSync(FILES)
      .map(target)
      .filter((file) => /\.db(-wal|-shm|\.lock)?$/.test(file));
  } catch {
    return [];
  }
}

function target(descriptor) {
  try {
    return readlinkSync(`${FILES}/${descriptor}`);
  } catch {
    return '';
  }
}

/** Fails a test file that leaves something open. */
export default class LeakCheckingEnvironment extends TestEnvironment {
  async teardown() {
    const deadline = Date.now() + PATIENCE_MS;
    while (openHandles().length > 0 && Date.now() < deadline)
      await pause(CHECK_EVERY_MS, undefined, { ref: false });
    const leaks = openHandles();
    await super.teardown();
    if (leaks.length > 0) throw new Error(`Left open by this test file: ${leaks.join(', ')}`);
  }
}
