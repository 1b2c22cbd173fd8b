import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '../fleet/fleet.js';
import type { Chance } from './chance.js';
import { startInstance } from './model-fleet.js';
import { ModelFault } from './model-fault.js';

const SHORTEST_PEACE_MS = 200;
const LONGEST_PEACE_MS = 3000;
const KILLED_PERCENT = 60;

interface Ends {
  readonly killed: number;
  readonly stopped: number;
}

/** Ends one instance after the other, by `kill -9` or SIGTERM, and starts another one in its place. */
export async function makeTrouble(fleet: Fleet, chance: Chance, over: AbortSignal): Promise<Ends> {
  const ends = { killed: 0, stopped: 0 };
  for (;;) {
    await pause(chance.int(SHORTEST_PEACE_MS, LONGEST_PEACE_MS), undefined, { signal: over }).catch(
      () => undefined,
    );
    if (over.aborted) return ends;
    const victim = chance.pick(fleet.instances);
    if (chance.percent(KILLED_PERCENT)) {
      await fleet.kill(victim);
      ends.killed += 1;
    } else {
      const code = await fleet.stop(victim);
      if (code !== 0) throw new ModelFault(`a stop in order ended with ${code}`);
      ends.stopped += 1;
    }
    await startInstance(fleet);
  }
}
