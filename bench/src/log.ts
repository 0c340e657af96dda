import { parseArgs } from 'node:util';
import { buildGenerator } from './generator.ts';
import { CLASSIC, CLASSIC_CLAIMS, measureBoth } from './log/classic.ts';
import { checkOut } from './log/earlier.ts';
import { line, type Results, table } from './log/table.ts';
import { TRIALS, type TrialName } from './log/trials.ts';
import { makeWorld, type Sizes } from './log/world.ts';
import { machine } from './machine.ts';
import type { Bench } from './measure.ts';
import { writePage } from './page.ts';
import { BUILD, scratch } from './scratch.ts';
import { table as classicTable } from './table.ts';
import { judge, type Pair } from './verdict.ts';

const NAMES = Object.keys(TRIALS) as TrialName[];

const HELP = `npm run bench:log -- [options]: measures the log, on this machine
  --runs N        how often all is measured; the table has the medians (3)
  --only T        trials: ${NAMES.join(', ')} (all)
  --messages N    messages in the database (1000000)
  --clients N     who come back at once (5000); they need as many open files (ulimit -n)
  --against C     measures A, B and C of \`npm run bench\`, too, beside the server of that commit
  --seconds S     how long each of those is measured (5)
  --patience N    how often one is measured again if others used the machine meanwhile (2)
  --data DIR      where the databases are made (bench/build; not on a disk that is memory)
  --write         puts the tables in docs/performance.md`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: NAMES.join() },
    messages: { type: 'string', default: '1000000' },
    clients: { type: 'string', default: '5000' },
    against: { type: 'string', default: '' },
    seconds: { type: 'string', default: '5' },
    patience: { type: 'string', default: '2' },
    data: { type: 'string', default: BUILD },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

// Without this the servers and their directories would outlive us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const tables = [await measureLog(), await measureClassic()].filter((text) => text !== '');
  const figures = [`${machine(values.data)}\n- medians of ${values.runs} runs`, ...tables];
  console.log(`\n${figures.join('\n\n')}`);
  if (values.write) writePage(figures.join('\n\n'), 'bench:log');
}

async function measureLog(): Promise<string> {
  const names = values.only.split(',').filter(Boolean).map(trialNamed);
  if (names.length === 0) return '';
  const sizes: Sizes = {
    messages: number('messages'),
    clients: number('clients'),
    entries: 10_000,
    chats: 1_000,
  };
  console.log('filling a database');
  const world = await makeWorld(scratch(values.data), sizes);
  const results: Results = {};
  for (const run of runs()) {
    for (const name of names) {
      const sample = await TRIALS[name](world);
      add(results, name, sample);
      console.log(`run ${run}  ${name.padEnd(9)}  ${line(name, sample as never)}`);
    }
  }
  return table(results, sizes);
}

async function measureClassic(): Promise<string> {
  if (values.against === '') return '';
  buildGenerator();
  console.log(`installing ${values.against}`);
  const bench: Bench = {
    seconds: number('seconds'),
    patience: number('patience'),
    data: values.data,
    filled: () => Promise.reject(new Error('These need no filled database.')),
    before: checkOut(values.against),
  };
  const results = new Map<string, Pair[]>(CLASSIC.map(({ name }) => [name, []]));
  for (const run of runs()) {
    for (const trial of CLASSIC) {
      const pair = await measureBoth(bench, trial, run);
      results.get(trial.name)?.push(pair);
      for (const claim of CLASSIC_CLAIMS.filter((one) => one.trial === trial.name)) {
        const { value, yardstick, ratio } = judge(claim, [pair]);
        const shown = [value, yardstick].map(claim.show).join(' beside ');
        console.log(`run ${run}  ${trial.name.padEnd(9)}  ${shown}, ${ratio.toFixed(3)}`);
      }
    }
  }
  const table = classicTable(CLASSIC_CLAIMS, CLASSIC, results);
  return `Classic loads beside commit ${values.against}:\n\n${table}`;
}

/** Which figures belong to which trial is lost where the name is a variable. */
function add(results: Results, name: TrialName, sample: unknown): void {
  Object.assign(results, { [name]: [...(results[name] ?? []), sample] });
}

function runs(): number[] {
  return Array.from({ length: number('runs') }, (_, i) => i + 1);
}

function trialNamed(name: string): TrialName {
  const known = NAMES.find((one) => one === name);
  if (known) return known;
  throw new Error(`There is no trial ${name}.\n${HELP}`);
}

function number(name: 'runs' | 'messages' | 'clients' | 'seconds' | 'patience'): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} takes a number.\n${HELP}`);
}
