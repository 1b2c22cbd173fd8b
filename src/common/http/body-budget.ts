/** How many bytes of bodies the process keeps in all, of those that are not small. */
const LIMIT = 64 * 1024 * 1024;
const SMALL = 16 * 1024;

let kept = 0;

/** Counts what is kept of one body. */
export class BodyBudget {
  private bytes = 0;
  private counted = 0;

  /** Whether there is room for so many more bytes, which are kept then. */
  take(bytes: number): boolean {
    this.bytes += bytes;
    if (this.bytes <= SMALL) return true;
    const more = this.bytes - this.counted;
    if (kept + more > LIMIT) return false;
    kept += more;
    this.counted += more;
    return true;
  }

  release(): void {
    kept -= this.counted;
    this.bytes = 0;
    this.counted = 0;
  }
}
