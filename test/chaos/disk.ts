import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../cast.ts';
import { buildFault } from '../faults/build.ts';

/** A data directory on a disk that can lose its power (`test/faults/shadow.c`). */
export class FragileDisk {
  readonly data: string;
  readonly #shadow: string;

  private constructor(directory: string) {
    this.data = join(directory, 'data');
    this.#shadow = join(directory, 'shadow');
  }

  static async make(): Promise<FragileDisk> {
    const disk = new FragileDisk(await temporaryDirectory());
    await mkdir(disk.data);
    await mkdir(disk.#shadow);
    return disk;
  }

  /** For the process that is to work on this disk. */
  get env(): Record<string, string> {
    return { LD_PRELOAD: buildFault('shadow'), SHADOW_OF: this.data, SHADOW: this.#shadow };
  }

  /** After a `kill -9`: what was not fsynced is gone. */
  async losePower(): Promise<void> {
    await rm(this.data, { recursive: true });
    await cp(this.#shadow, this.data, { recursive: true });
  }
}
