import { spawnSync } from 'node:child_process';
import { temporaryDirectory } from '../cast.ts';

/** A file system in memory that is soon full, and can be made larger while it is in use. */
export class SmallDisk {
  readonly data: string;

  private constructor(data: string) {
    this.data = data;
  }

  static async make(kilobytes: number): Promise<SmallDisk> {
    const disk = new SmallDisk(await temporaryDirectory());
    run('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk.data);
    return disk;
  }

  grow(kilobytes: number): void {
    run('mount', '-o', `remount,size=${kilobytes}k`, this.data);
  }

  /** Lazily: also while a server that a failed test has left behind holds on to it. */
  remove(): void {
    run('umount', '-l', this.data);
  }
}

/** Why there are no small disks here, in words for whoever runs the tests. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'a small disk needs tmpfs, which is a thing of Linux';
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  try {
    (await SmallDisk.make(64)).remove();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} refused: ${error?.message ?? stderr.trim()}`);
}
