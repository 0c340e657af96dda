import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mind } from './children.ts';
import { BUILD } from './scratch.ts';

/** The figures of one run of the generator, under the names that it prints. */
export interface Figures {
  readonly setup_s: number;
  readonly kb_per_conn: number;
  readonly acks_per_s: number;
  readonly deliveries_per_s: number;
  readonly p99_ms: number;
  readonly ack_p99_ms: number;
  readonly server_cpu: number;
  readonly gen_cpu: number;
  /** What other programs used of the machine, and what its hypervisor gave to other machines. */
  readonly others_cpu: number;
  readonly steal_cpu: number;
  readonly conns: number;
  readonly registered: number;
  readonly errors: number;
  readonly closed: number;
  readonly lost: number;
  readonly unanswered: number;
  readonly first_error: string;
}

/** Of a load in which the generator had no part. */
export const NO_FIGURES: Figures = {
  setup_s: 0,
  kb_per_conn: 0,
  acks_per_s: 0,
  deliveries_per_s: 0,
  p99_ms: 0,
  ack_p99_ms: 0,
  server_cpu: 0,
  gen_cpu: 0,
  others_cpu: 0,
  steal_cpu: 0,
  conns: 0,
  registered: 0,
  errors: 0,
  closed: 0,
  lost: 0,
  unanswered: 0,
  first_error: '',
};

const SOURCE = new URL('../load.c', import.meta.url).pathname;
const PROGRAM = join(BUILD, 'load');
const LONGEST = 180_000;

export function buildGenerator(): void {
  mkdirSync(BUILD, { recursive: true });
  execFileSync('cc', ['-O2', '-o', PROGRAM, SOURCE], { stdio: 'inherit' });
}

/** A run in which anything was refused, cut or lost has measured something else, and is none. */
export async function generate(flags: readonly string[]): Promise<Figures> {
  const figures = await run(flags);
  const { registered, conns, errors, closed, lost, unanswered, first_error } = figures;
  const troubles = { errors, closed, lost, unanswered, unregistered: conns - registered };
  if (Object.values(troubles).every((count) => count === 0)) return figures;
  throw new Error(`load ${flags.join(' ')}: ${JSON.stringify(troubles)} ${first_error}`);
}

function run(flags: readonly string[]): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const child = execFile(PROGRAM, flags, { timeout: LONGEST }, (cause, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(JSON.parse(stdout) as Figures);
      else reject(new Error(`load ${flags.join(' ')} printed no figures. ${stderr}`, { cause }));
    });
    mind(child);
  });
}
