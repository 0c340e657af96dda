import { parseArgs } from 'node:util';
import { loopSeconds, machine, whenAndWhat } from './machine.ts';
import { readFigures, writePage } from './page.ts';
import { BUILD } from './scratch.ts';
import { bytes } from './web/bytes.ts';
import { type Figure, figureTable, middle, shown } from './web/figures.ts';
import { first } from './web/first.ts';
import { scrolling } from './web/scrolling.ts';
import { soak } from './web/soak.ts';
import { switching } from './web/switching.ts';
import { typing } from './web/typing.ts';

const HELP = `npm run bench:web -- [options]: measures the page in a browser, on this machine
  --only a,b     of first, switching, typing, scrolling, soak, bytes (all)
  --messages N   messages that are scrolled through (100000)
  --soak M       minutes of the soak (10)
  --runs N       of the short trials, of which the middle one counts (3)
  --data DIR     where the databases are made (bench/build)
  --write        puts what was measured in the table of docs/performance.md; the other lines stay`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    messages: { type: 'string', default: '100000' },
    soak: { type: 'string', default: '10' },
    runs: { type: 'string', default: '3' },
    data: { type: 'string', default: BUILD },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const { data } = values;
/** Chats in the list while others are switched between. */
const FEW = 50;
const MANY = 1_000;

const TRIALS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  bytes: async () => bytes(),
  first: () => again(() => first(data)),
  switching: () => again(switchings),
  typing: () => again(() => typing(data)),
  scrolling: () => scrolling(data, Number(values.messages)),
  soak: () => soak(data, Number(values.soak)),
};

// Without this the servers and their directories would outlive us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

if (values.help) console.log(HELP);
else await run();

async function switchings(): Promise<Figure[]> {
  return [...(await switching(data, FEW)), ...(await switching(data, MANY))];
}

/** As often as was asked for. */
async function again(trial: () => Promise<Figure[]>): Promise<Figure[]> {
  const runs: Figure[][] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    runs.push(await trial());
    console.log(`  run ${run + 1}: ${runs.at(-1)?.map(shown).join(', ')}`);
  }
  return middle(runs);
}

async function run(): Promise<void> {
  const figures: Figure[] = [];
  for (const name of chosen()) {
    console.log(name);
    const found = (await TRIALS[name]?.()) ?? [];
    for (const figure of found)
      console.log(`  ${figure.load}: ${shown(figure)} ${figure.note ?? ''}`);
    figures.push(...found);
  }
  const when = `${whenAndWhat()}, ${loopSeconds().toFixed(1)} s`;
  const table = figureTable(figures, when, values.write ? readFigures('bench:web') : '');
  const page = `${machine(data)}\n\n${table}`;
  console.log(`\n${page}`);
  if (values.write) writePage(page, 'bench:web');
}

function chosen(): readonly string[] {
  const wanted = values.only.split(',').filter(Boolean);
  const unknown = wanted.filter((name) => !Object.hasOwn(TRIALS, name));
  if (unknown.length > 0) throw new Error(`There is no trial ${unknown.join(', ')}.\n${HELP}`);
  return wanted.length > 0 ? wanted : Object.keys(TRIALS);
}
