const SMALL = 16 * 1024;

/** The memory that bodies share. */
interface Room {
  /** Reserves memory for an address. @returns false if there is not enough */
  take(address: string, bytes: number): boolean;
  giveBack(address: string, bytes: number): void;
}

/** Counts the bytes kept of one body. Small bodies are not counted. */
export class BodyBudget {
  private bytes = 0;
  private counted = 0;

  constructor(
    private readonly room: Room,
    private readonly address: string,
  ) {}

  /** Reserves memory for more bytes. @returns false if there is not enough */
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
