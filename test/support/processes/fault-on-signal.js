import process from 'node:process';

/** What goes wrong in the built service, loaded into it by `NODE_OPTIONS=--import`, when it gets SIGUSR2. */
const FAULTS = {
  native: () => process.dlopen({ exports: {} }, process.env.FAULT_OBJECT),
  exception: () => {
    throw new Error('Nobody has expected this.');
  },
  rejection: () => void Promise.reject(new Error('Nobody has expected this.')),
};

process.on('SIGUSR2', FAULTS[process.env.FAULT]);
