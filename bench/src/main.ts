import { parseArgs } from 'node:util';
import { CLAIMS, slowest, timeEach } from './claims.ts';
import { fill } from './fill.ts';
import { buildGenerator } from './generator.ts';
import { machine } from './machine.ts';
import { type Bench, disturbance, measure, type Sample } from './measure.ts';
import { writePage } from './page.ts';
import { BUILD, scratch } from './scratch.ts';
import { table } from './table.ts';
import { type MessageTrial, type Side, TRIALS, type Trial } from './trials.ts';
import type { Pair } from './verdict.ts';

const HELP = `npm run bench -- [options]: measures Chateau beside a bare hub, on this machine
  --runs N       how often all is measured; the table has the medians (3)
  --only C,A     trials: ${TRIALS.map(({ name }) => name).join(', ')} (all)
  --seconds S    how long each load is measured (5)
  --data DIR     where the databases are made (bench/build; not on a disk that is memory)
  --patience N   how often a measurement is made again if others used the machine meanwhile (2)
  --write        puts the table in docs/performance.md`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '5' },
    data: { type: 'string', default: BUILD },
    patience: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

// Without this the servers and their directories would outlive us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

if (values.help) console.log(HELP);
else await run().catch(giveUp);

async function run(): Promise<void> {
  const runs = number('runs');
  const bench: Bench = {
    seconds: number('seconds'),
    patience: number('patience'),
    data: values.data,
    filled: once(fillScratch),
  };
  const trials = chosen(values.only);
  buildGenerator();
  const results = new Map<string, Pair[]>(trials.map(({ name }) => [name, []]));
  for (let i = 1; i <= runs; i++) {
    for (const trial of trials) {
      const pair = await both(bench, trial, `run ${i}/${runs}`);
      results.get(trial.name)?.push(pair);
    }
  }
  const figures = `${machine(values.data)}\n- ${described()}\n\n${table(CLAIMS, trials, results)}`;
  console.log(`\n${figures}`);
  if (values.write) writePage(figures);
}

async function both(bench: Bench, trial: Trial, run: string): Promise<Pair> {
  const side = async (side: Side): Promise<Sample> => {
    const sample = await measure(bench, trial, side);
    console.log(`${run}  ${trial.name.padEnd(6)}  ${side.padEnd(9)}  ${summary(trial, sample)}`);
    return sample;
  };
  return { yardstick: await side(trial.yardstick), subject: await side(trial.subject) };
}

function summary(trial: Trial, sample: Sample): string {
  const start = `ready in ${sample.ready_s.toFixed(2)} s with ${sample.start_rss_mb.toFixed(0)} MB`;
  return `${'people' in trial ? entries(sample) : messages(trial, sample)}; ${start}`;
}

function messages({ flows }: MessageTrial, sample: Sample): string {
  if (!flows) return `registered in ${sample.setup_s} s, ${sample.kb_per_conn} KB a connection`;
  const came = sample.came > 0 ? `, meanwhile ${sample.came} came` : '';
  return `${sample.acks_per_s} acked/s, ${sample.deliveries_per_s} delivered/s, p99 ${slowest(sample)} ms${came}, ${cpus(sample)}`;
}

function entries(sample: Sample): string {
  const { registered, setup_s } = sample;
  return `${registered} came in within ${setup_s.toFixed(2)} s, ${timeEach(sample).toFixed(2)} ms of server CPU each, ${cpus(sample)}`;
}

function cpus(sample: Sample): string {
  const [server, generator] = [sample.server_cpu.toFixed(2), sample.gen_cpu.toFixed(2)];
  return `CPU: server ${server}, generator ${generator}, elsewhere ${disturbance(sample).toFixed(2)}`;
}

function chosen(only: string): Trial[] {
  const wanted = only.split(',').filter(Boolean);
  const unknown = wanted.filter((name) => !TRIALS.some((trial) => trial.name === name));
  if (unknown.length > 0) throw new Error(`There is no trial ${unknown.join(', ')}.\n${HELP}`);
  return TRIALS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

async function fillScratch(): Promise<string> {
  const directory = scratch(values.data);
  console.log('filling a database');
  await fill(directory);
  return directory;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function number(name: 'runs' | 'seconds' | 'patience'): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} takes a number.\n${HELP}`);
}

function giveUp(error: Error): void {
  console.error(error.message);
  if (error.cause instanceof Error) console.error(error.cause.message);
  process.exitCode = 1;
}

function described(): string {
  return `${values.runs} runs of ${values.seconds} s after 2 s of warm-up; contents of 64 bytes`;
}
