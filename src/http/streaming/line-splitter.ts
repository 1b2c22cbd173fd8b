import type { BodyBudget } from '../body/body-budget.js';
import { bodiesBusy } from '../body/body-bytes.js';

const LINE_FEED = 0x0a;
const FIRST_BYTES = 16 * 1024;

/** Stands for a line that is longer than allowed. */
export const TOO_LONG = Symbol('too long');

export type Line = Buffer | typeof TOO_LONG;

/** Splits a stream of pieces into lines. Buffers at most one unfinished line. */
export class LineSplitter {
  private kept = Buffer.alloc(0);
  private keptBytes = 0;
  private isTooLong = false;
  private budget: BodyBudget;
  /** The budget of a line that has ended and is being processed. */
  private budgetOfEnded: BodyBudget | undefined;

  constructor(
    private readonly maxBytes: number,
    private readonly newBudget: () => BodyBudget,
  ) {
    this.budget = newBudget();
  }

  /**
   * The lines that end in this piece, without their line ends. The caller must consume them before the next call.
   * @throws HttpProblem 503 if other bodies use all memory
   */
  *split(piece: Buffer): Generator<Line> {
    let begin = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, begin)) {
      yield this.complete(piece.subarray(begin, end));
      begin = end + 1;
    }
    this.keep(piece.subarray(begin));
  }

  /** Releases the memory of lines that have ended. */
  releaseEnded(): void {
    this.budgetOfEnded?.release();
    this.budgetOfEnded = undefined;
  }

  /** Releases all memory, also that of an unfinished line. */
  release(): void {
    this.releaseEnded();
    this.budget.release();
  }

  private complete(tail: Buffer): Line {
    if (this.keptBytes === 0 && tail.length <= this.maxBytes && !this.isTooLong) return tail;
    this.keep(tail);
    const line = this.isTooLong ? TOO_LONG : this.takeKept();
    this.isTooLong = false;
    return line;
  }

  private takeKept(): Buffer {
    const line = this.kept.subarray(0, this.keptBytes);
    this.keptBytes = 0;
    // A small buffer is reused for the next line.
    if (this.kept.length <= FIRST_BYTES) return Buffer.from(line);
    this.kept = Buffer.alloc(0);
    this.budgetOfEnded = this.budget;
    this.budget = this.newBudget();
    return line;
  }

  private keep(bytes: Buffer): void {
    if (this.keptBytes + bytes.length > this.maxBytes) this.skip();
    if (this.isTooLong) return;
    this.makeRoom(this.keptBytes + bytes.length);
    this.keptBytes += bytes.copy(this.kept, this.keptBytes);
  }

  /** Discards the current line up to its end. */
  private skip(): void {
    this.isTooLong = true;
    this.kept = Buffer.alloc(0);
    this.keptBytes = 0;
    this.budget.release();
  }

  /** Doubles the buffer each time, so that bytes which arrive one by one are not copied each time. */
  private makeRoom(bytes: number): void {
    if (bytes <= this.kept.length) return;
    const size = Math.min(this.maxBytes, Math.max(FIRST_BYTES, 2 * this.kept.length, bytes));
    if (!this.budget.take(size - this.kept.length)) throw bodiesBusy();
    const larger = Buffer.allocUnsafeSlow(size);
    this.kept.copy(larger, 0, 0, this.keptBytes);
    this.kept = larger;
  }
}
