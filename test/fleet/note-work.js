import 'reflect-metadata';
import { openSync, writeSync } from 'node:fs';
import { URL } from 'node:url';

// By an address that is not a literal: the build need not be there when imports are checked.
const built = new URL('../../dist/processing/processor/simulated-processor.js', import.meta.url).href;
const { SimulatedProcessor } = await import(built);
const { process: work } = SimulatedProcessor.prototype;

/** Shared by all instances: what is appended in one write is neither torn nor mixed with that of others. */
const journal = openSync(process.env.WORK_JOURNAL, 'a');

/** Loaded before `main.js`: the work stays what it is, and leaves a line when it begins and when it ends. */
SimulatedProcessor.prototype.process = async function (order, signal) {
  note('begun', order);
  try {
    await work.call(this, order, signal);
    note('done', order);
  } catch (error) {
    note('broken', order);
    throw error;
  }
};

function note(what, { orderId, attempt }) {
  writeSync(journal, `${what} ${process.pid} ${orderId} ${attempt}\n`);
}
