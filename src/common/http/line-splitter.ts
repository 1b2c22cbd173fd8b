const LINE_FEED = 0x0a;

/** Stands for a line that is longer than allowed. */
export const TOO_LONG = Symbol('too long');

export type Line = Buffer | typeof TOO_LONG;

/** Cuts bytes into lines, wherever they were cut before. Keeps one unfinished line at most, in a fixed buffer. */
export class LineSplitter {
  private readonly kept: Buffer;
  private keptBytes = 0;
  private isTooLong = false;

  constructor(private readonly maxBytes: number) {
    this.kept = Buffer.allocUnsafeSlow(maxBytes);
  }

  /** The lines that end in this piece, without their ends. To be used up before the next call. */
  *split(piece: Buffer): Generator<Line> {
    let begin = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, begin)) {
      yield this.complete(piece.subarray(begin, end));
      begin = end + 1;
    }
    this.keep(piece.subarray(begin));
  }

  private complete(tail: Buffer): Line {
    if (this.keptBytes === 0 && tail.length <= this.maxBytes && !this.isTooLong) return tail;
    this.keep(tail);
    const line = this.isTooLong ? TOO_LONG : Buffer.from(this.kept.subarray(0, this.keptBytes));
    this.keptBytes = 0;
    this.isTooLong = false;
    return line;
  }

  private keep(bytes: Buffer): void {
    if (this.keptBytes + bytes.length > this.maxBytes) this.isTooLong = true;
    if (!this.isTooLong) this.keptBytes += bytes.copy(this.kept, this.keptBytes);
  }
}
