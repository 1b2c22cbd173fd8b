import { afterEach, beforeEach, describe, it } from '@jest/globals';
import { FaultRig } from './rig/fault-rig.js';
import { type Outcome } from '../support/http/clients.js';
import { rideOut } from './rig/outage.js';
import { report } from '../support/report.js';
import { SmallDisk, canMount, canRefuseWrites, refuseWrites } from './rig/small-disk.js';

const MEGABYTES = 16;
const REFUSALS = 40;

const mayMount = canMount();
const mayRefuse = canRefuseWrites();
if (!mayMount) report('SKIPPED: a full disk. It takes the right to mount a tmpfs (root).');
if (!mayRefuse) report('SKIPPED: a disk that refuses to be written. It takes prlimit(1).');

/** Until it is plain that this is no passing matter. */
function untilRefused(outcomes: readonly Outcome[]): boolean {
  return outcomes.filter(({ status }) => status === 503).length < REFUSALS;
}

(mayMount ? describe : describe.skip)('a disk without room', () => {
  let disk: SmallDisk;
  let rig: FaultRig;

  beforeEach(async () => {
    disk = SmallDisk.mount(MEGABYTES);
    rig = FaultRig.on(disk.directory);
    await rig.start();
  });

  afterEach(async () => {
    await rig.dispose();
    disk.unmount();
  });

  it('makes the service refuse orders, and take them again as soon as there is room', async () => {
    await rideOut(rig, {
      begin: () => disk.fill(),
      goesOn: untilRefused,
      end: () => disk.empty(),
    });
  });
});

(mayRefuse ? describe : describe.skip)('a disk that cannot be written any more', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
    await rig.start();
  });

  afterEach(() => rig.dispose());

  it('makes the service refuse orders, and take them again as soon as it can be written', async () => {
    const { pid } = rig.service;
    await rideOut(rig, {
      begin: () => refuseWrites(pid, true),
      goesOn: untilRefused,
      end: () => refuseWrites(pid, false),
    });
  });
});
