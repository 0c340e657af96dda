import { setTimeout as pause } from 'node:timers/promises';
import { comingAndGoing, enter, leave } from './crowd.ts';
import { type Figures, generate, NO_FIGURES } from './generator.ts';
import { cpuSeconds, machineSeconds, residentMegabytes } from './process.ts';
import { discard, scratch } from './scratch.ts';
import { type Stage, setStage } from './stage.ts';
import type { EntryTrial, MessageTrial, Side, Trial } from './trials.ts';

/** What the load came to, and what the start of the server was like. */
export interface Sample extends Figures {
  readonly ready_s: number;
  readonly start_rss_mb: number;
  /** Those who came in while messages flowed. */
  readonly came: number;
}

export interface Bench {
  readonly seconds: number;
  /** Where databases are made. */
  readonly data: string;
  /** A directory with the filled database, once a trial asks for it. */
  readonly filled: () => Promise<string>;
  /** The checkout of an earlier commit, where one is measured beside. */
  readonly before?: string;
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
    const stage = await setStage(side, directory, bench);
    try {
      const { pid, ready_s } = stage.program;
      const start_rss_mb = residentMegabytes(pid);
      // A second for what a server puts off until after its start.
      await pause(1000);
      const later_rss_mb = residentMegabytes(pid);
      const figures = await load(bench, trial, stage);
      return { came: 0, ...figures, ready_s, start_rss_mb: Math.max(start_rss_mb, later_rss_mb) };
    } finally {
      await stage.end();
    }
  } finally {
    discard(directory);
  }
}

function load(bench: Bench, trial: Trial, stage: Stage): Promise<Figures & { came?: number }> {
  return 'people' in trial ? entries(trial, stage) : messages(bench, trial, stage);
}

async function messages(bench: Bench, trial: MessageTrial, { program, crowd, helpers }: Stage) {
  const where = ['-P', String(program.port), '-p', String(program.pid)];
  const allies = helpers.flatMap((pid) => ['-a', String(pid)]);
  const figures = generate([...where, ...allies, ...duration(bench, trial), ...trial.flags]);
  const { coming } = trial;
  if (!crowd || coming === undefined) return figures;
  const { result, came } = await comingAndGoing(program.url, crowd, coming, figures);
  return { ...result, came };
}

async function entries({ people, atOnce }: EntryTrial, stage: Stage): Promise<Figures> {
  const { program, crowd, helpers } = stage;
  if (!crowd) throw new Error('Nobody has a password or a token here.');
  const spent = () => ({
    server: cpuSeconds(program.pid),
    load: helpers.map(cpuSeconds).reduce((sum, seconds) => sum + seconds, 0),
    ...machineSeconds(),
  });
  const before = spent();
  const from = performance.now();
  const entered = await enter(program.url, crowd, { count: people, atOnce });
  const setup_s = (performance.now() - from) / 1000;
  const after = spent();
  await leave(entered);
  const share = (of: keyof typeof before) => (after[of] - before[of]) / setup_s;
  const [server_cpu, gen_cpu, steal_cpu] = [share('server'), share('load'), share('stolen')];
  const others_cpu = share('used') - server_cpu - gen_cpu;
  const counts = { conns: people, registered: entered.length };
  return { ...NO_FIGURES, ...counts, setup_s, server_cpu, gen_cpu, others_cpu, steal_cpu };
}

// The warm-up lets the runtime compile what the load makes hot.
function duration({ seconds }: Bench, { flows }: MessageTrial): string[] {
  return flows ? ['-W', '2', '-d', String(seconds)] : [];
}
