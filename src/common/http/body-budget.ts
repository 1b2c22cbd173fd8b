import type { Request } from 'express';

/** How many bytes of bodies the process keeps in all, of those that are not small. */
const LIMIT = 64 * 1024 * 1024;
const SMALL = 16 * 1024;

let kept = 0;

/** Counts what is kept of the body of one request, until it is answered. */
export class BodyBudget {
  private bytes = 0;
  private counted = 0;

  constructor(private readonly request: Request) {}

  /** Whether there is room for so many more bytes. */
  takes(bytes: number): boolean {
    this.bytes += bytes;
    if (this.bytes <= SMALL) return true;
    const more = this.bytes - this.counted;
    if (kept + more > LIMIT) return false;
    if (this.counted === 0) this.request.res?.once('close', () => (kept -= this.counted));
    kept += more;
    this.counted += more;
    return true;
  }
}
