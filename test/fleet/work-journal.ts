import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How an attempt may end; `killed` is one whose process did not live to note it. */
type End = 'done' | 'broken' | 'killed';

/** One attempt at an order, as the work itself has noted it. */
interface Execution {
  readonly orderId: string;
  readonly attempt: number;
  readonly pid: number;
  /** Undefined while it lasts. */
  end?: End;
}

interface Reading {
  /** In the order they were begun. */
  readonly executions: readonly Execution[];
  /** Those that were begun while another one at the same order was under way. */
  readonly overlapping: readonly Execution[];
}

/**
 * What the instances have worked on, told by the work itself: `note-work.js` writes a line for each beginning and each
 * end. All append to one file, so the order of its lines is the order in which it happened.
 */
export class WorkJournal {
  readonly file: string;

  constructor(directory: string) {
    this.file = join(directory, 'work.log');
    writeFileSync(this.file, '');
  }

  /** @param pid of a process that has ended: nothing that it worked on is under way any more */
  noteKilled(pid: number): void {
    appendFileSync(this.file, `killed ${pid}\n`);
  }

  read(): Reading {
    const executions: Execution[] = [];
    const overlapping: Execution[] = [];
    const underWay = new Map<string, Execution>();
    for (const [what, pid, orderId = '', attempt] of this.lines()) {
      if (what === 'begun') {
        const execution: Execution = { orderId, attempt: Number(attempt), pid: Number(pid) };
        if (underWay.has(orderId)) overlapping.push(execution);
        underWay.set(orderId, execution);
        executions.push(execution);
        continue;
      }
      for (const execution of what === 'killed' ? underWay.values() : [underWay.get(orderId)]) {
        if (execution?.pid !== Number(pid)) continue;
        execution.end = what as End;
        underWay.delete(execution.orderId);
      }
    }
    return { executions, overlapping };
  }

  private lines(): string[][] {
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' '));
  }
}
