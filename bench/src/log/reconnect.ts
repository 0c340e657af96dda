import { cpuSeconds } from '../process.ts';
import { type Program, startChateau } from '../program.ts';
import { storeCalls } from './reads.ts';
import { comeBack, positionsOf, type Returned } from './returning.ts';
import { enterBySdk, type Guest, untilOnline, wakeAll } from './sdk.ts';
import { percentile } from './spread.ts';
import { talkOn, type World } from './world.ts';

/** Of the crowd, those who come back by the SDK itself. */
const BY_SDK = 50;
/** Messages that are missed in every chat. */
const MISSED = 3;
/** Milliseconds for what the SDK may find to ask once it is online. */
const AFTERWARDS = 2_000;

export interface ReconnectFigures {
  readonly back_s: number;
  readonly back_p50_s: number;
  readonly requests: number;
  readonly sdk_requests: number;
  readonly reads: number;
  readonly writes: number;
  readonly missed: number;
  readonly pushes: number;
  readonly server_cpu: number;
  readonly generator_cpu: number;
}

/**
 * The server is killed and talked into again; then all come back to a fresh one, within the third of a second that
 * the SDK spreads them over. Those who come by frames were never there before: a new process cannot tell.
 */
export async function measureReconnect(world: World): Promise<ReconnectFigures> {
  const { directory, crowd } = world;
  const positions = new Map(crowd.map((one) => [one, positionsOf(one)]));
  const positionsFor = (one: (typeof crowd)[number]) => positions.get(one) ?? new Map();
  const server = await startChateau(directory);
  const guests = await Promise.all(
    crowd.slice(0, BY_SDK).map((one) => enterBySdk(server.url, one)),
  );
  process.kill(server.pid, 'SIGKILL');
  await server.stop();
  await talkOn(world, MISSED);

  const back = await startChateau(directory, { CHATEAU_PORT: String(server.port) });
  const spent = watch(back);
  const asked = guests.map((guest) => guest.asked());
  const since = performance.now();
  wakeAll();
  const [returned, bySdk] = await Promise.all([
    Promise.all(
      crowd.slice(BY_SDK).map((one) => comeBack(back.url, one, positionsFor(one), since)),
    ),
    Promise.all(guests.map((guest) => untilOnline(guest).then(() => performance.now() - since))),
  ]);
  const cpu = spent();
  await new Promise((resolve) => setTimeout(resolve, AFTERWARDS));
  const askedSince = guests.map((guest, i) => guest.asked() - (asked[i] ?? 0));
  const missed = checkMissed(returned, guests);
  for (const { client } of guests) client.stop();
  for (const { close } of returned) close();
  await back.stop();

  const [sample] = crowd.slice(BY_SDK) as [(typeof crowd)[number]];
  const calls = await storeCalls(world, sample, positionsFor(sample));
  const seconds = [...returned.map(({ ms }) => ms), ...bySdk].map((ms) => ms / 1_000);
  return {
    back_s: Math.max(...seconds),
    back_p50_s: percentile(seconds, 0.5),
    requests: Math.max(...returned.map(({ requests }) => requests)),
    sdk_requests: Math.max(...askedSince),
    reads: calls.reads.length,
    writes: calls.writes.length,
    missed,
    pushes: returned.reduce((sum, { pushes }) => sum + pushes, 0) / returned.length,
    ...cpu,
  };
}

/** Everybody is told everything that they missed, and nothing twice. */
function checkMissed(returned: readonly Returned[], guests: readonly Guest[]): number {
  const counts = new Set([
    ...returned.map(({ entries }) => entries),
    ...guests.map((guest) => guest.entries()),
  ]);
  const [missed, ...others] = counts;
  if (missed !== undefined && missed > 0 && others.length === 0) return missed;
  throw new Error(`They were told of so many entries, where all missed as many: ${[...counts]}`);
}

function watch({ pid }: Program): () => { server_cpu: number; generator_cpu: number } {
  const from = performance.now();
  const ours = process.cpuUsage();
  const theirs = cpuSeconds(pid);
  return () => {
    const seconds = (performance.now() - from) / 1_000;
    const { user, system } = process.cpuUsage(ours);
    return {
      server_cpu: (cpuSeconds(pid) - theirs) / seconds,
      generator_cpu: (user + system) / 1e6 / seconds,
    };
  };
}
