import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CHUNK = Buffer.alloc(4096);

/** A file system of a few megabytes, in memory. */
export class SmallDisk {
  private constructor(readonly directory: string) {}

  /** @throws Error where that is not permitted: it takes root */
  static mount(megabytes: number): SmallDisk {
    const directory = mkdtempSync(join(tmpdir(), 'orders-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], {
        stdio: 'pipe',
      });
    } catch (error) {
      rmdirSync(directory);
      throw error;
    }
    return new SmallDisk(directory);
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    const ballast = await open(this.ballast, 'w');
    try {
      for (;;) await ballast.write(CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await ballast.close();
    }
  }

  async empty(): Promise<void> {
    await rm(this.ballast);
  }

  /** For a disk that nobody has a file open on. */
  unmount(): void {
    execFileSync('umount', [this.directory]);
    rmdirSync(this.directory);
  }

  private get ballast(): string {
    return join(this.directory, 'ballast');
  }
}

export function canMount(): boolean {
  try {
    SmallDisk.mount(1).unmount();
    return true;
  } catch {
    return false;
  }
}

/**
 * From now on no write of this process to a file succeeds, or all may again.
 *
 * It stands for a file system that turns read-only: that cannot be brought about from outside, since the kernel refuses
 * to remount one on which files are open for writing. To the process it is the same: each write fails, with EFBIG.
 */
export async function refuseWrites(pid: number, isRefused: boolean): Promise<void> {
  // The soft limit alone: it may be raised again.
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${isRefused ? '0' : 'unlimited'}:`]);
}

export function canRefuseWrites(): boolean {
  return spawnSync('prlimit', ['--version']).status === 0;
}
