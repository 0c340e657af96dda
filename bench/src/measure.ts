import { closeSync, cpSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Figures, generate } from './generator.ts';
import { residentMegabytes } from './process.ts';
import { startChateau, startHub } from './program.ts';
import { discard, scratch } from './scratch.ts';
import type { Side, Trial } from './trials.ts';

/** What the generator saw, and what the start of the server was like. */
export interface Sample extends Figures {
  readonly ready_s: number;
  readonly start_rss_mb: number;
}

export interface Bench {
  readonly seconds: number;
  /** Where databases are made. */
  readonly data: string;
  /** A directory with the filled database, once a trial asks for it. */
  readonly filled: () => Promise<string>;
  /** How often a disturbed measurement is made again. */
  readonly patience: number;
}

/** CPUs that went elsewhere while we measured; beyond this a figure tells of them, too. */
const DISTURBED = 0.1;

export const disturbance = ({ others_cpu, steal_cpu }: Figures) =>
  Math.max(0, others_cpu + steal_cpu);

/** The calmest of as many measurements as patience allows; the first one, if that was calm. */
export async function measure(bench: Bench, trial: Trial, side: Side): Promise<Sample> {
  let best = await measureOnce(bench, trial, side);
  for (let left = bench.patience; left > 0 && disturbance(best) > DISTURBED; left--) {
    const again = await measureOnce(bench, trial, side);
    if (disturbance(again) < disturbance(best)) best = again;
  }
  return best;
}

/** Every measurement has a process and a directory of its own, and the machine to itself. */
async function measureOnce(bench: Bench, trial: Trial, side: Side): Promise<Sample> {
  const directory = scratch(bench.data);
  try {
    if (side === 'full') copy(await bench.filled(), directory);
    const program = await (side === 'hub' ? startHub(directory) : startChateau(directory));
    try {
      const start_rss_mb = residentMegabytes(program.pid);
      // A second for what a server puts off until after its start.
      await pause(1000);
      const later_rss_mb = residentMegabytes(program.pid);
      const where = ['-P', String(program.port), '-p', String(program.pid)];
      const figures = await generate([...where, ...duration(bench, trial), ...trial.flags]);
      const { ready_s } = program;
      return { ...figures, ready_s, start_rss_mb: Math.max(start_rss_mb, later_rss_mb) };
    } finally {
      await program.stop();
    }
  } finally {
    discard(directory);
  }
}

// On the disk before the measurement begins: its commits would wait behind what is still to be written.
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to)) {
    const file = openSync(join(to, name), 'r+');
    fsyncSync(file);
    closeSync(file);
  }
}

// The warm-up lets the runtime compile what the load makes hot.
function duration({ seconds }: Bench, { flows }: Trial): string[] {
  return flows ? ['-W', '2', '-d', String(seconds)] : [];
}
