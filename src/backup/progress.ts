import { isatty } from 'node:tty';
import type { CopyProgress } from '../database/sqlite/backup/backup-copy.js';

/** On a terminal one line that is overwritten; otherwise a line for each 10 %. */
export class Progress {
  private readonly isTerminal = isatty(process.stdout.fd);
  private shown = -1;

  show({ copied, total }: CopyProgress): void {
    const percent = total === 0 ? 0 : Math.floor((100 * copied) / total);
    const step = this.isTerminal ? percent : Math.floor(percent / 10);
    if (step === this.shown) return;
    this.shown = step;
    this.print(`${copied} of ${total} pages copied (${percent} %)`);
  }

  /** Prints a line below the progress. */
  say(text: string): void {
    if (this.isTerminal && this.shown >= 0) process.stdout.write('\n');
    this.shown = -1;
    process.stdout.write(`${text}\n`);
  }

  private print(text: string): void {
    process.stdout.write(this.isTerminal ? `\r\u001B[K${text}` : `${text}\n`);
  }
}
