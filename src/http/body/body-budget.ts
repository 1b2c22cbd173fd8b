const SMALL = 16 * 1024;

/** What bodies are kept in. */
interface Room {
  /** Whether there was room for so many more bytes from this address. */
  take(address: string, bytes: number): boolean;
  giveBack(address: string, bytes: number): void;
}

/** Counts what is kept of one body. Small ones are not counted. */
export class BodyBudget {
  private bytes = 0;
  private counted = 0;

  constructor(
    private readonly room: Room,
    private readonly address: string,
  ) {}

  /** Whether there is room for so many more bytes, which are kept then. */
  take(bytes: number): boolean {
    const more = this.bytes + bytes <= SMALL ? 0 : this.bytes + bytes - this.counted;
    if (!this.room.take(this.address, more)) return false;
    this.bytes += bytes;
    this.counted += more;
    return true;
  }

  release(): void {
    this.room.giveBack(this.address, this.counted);
    this.bytes = 0;
    this.counted = 0;
  }
}
