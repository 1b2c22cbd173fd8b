import { describe, expect, it } from '@jest/globals';
import { toSettingFault } from './redis-setting-faults.js';

const select = { name: 'select' };
const auth = { name: 'auth' };

describe('what Redis refuses', () => {
  it.each([
    ['ERR DB index is out of range', select, true],
    ['ERR invalid DB index', select, true],
    ["NOPERM User shop has no permissions to run the 'select' command", select, true],
    ['ERR SELECT is not allowed in cluster mode', select, true],
    ['WRONGPASS invalid username-password pair or user is disabled.', auth, false],
    ['ERR invalid password', auth, false],
    ['NOAUTH Authentication required.', select, false],
  ])('is the fault of REDIS_URL: %s', (message, command, endsStart) => {
    const fault = toSettingFault({ message, command });
    expect(fault?.message).toMatch(/^REDIS_URL: /);
    expect(fault?.message).toContain(message);
    expect(fault?.endsStart).toBe(endsStart);
  });

  it.each([
    ['ERR max number of clients reached', select],
    ['LOADING Redis is loading the dataset in memory', select],
    ['DENIED Redis is running in protected mode', select],
    ["NOPERM User shop has no permissions to run the 'info' command", { name: 'info' }],
    ["OOM command not allowed when used memory > 'maxmemory'.", { name: 'eval' }],
  ])('may go away by itself, or is told by its name: %s', (message, command) => {
    expect(toSettingFault({ message, command })).toBeUndefined();
  });
});
