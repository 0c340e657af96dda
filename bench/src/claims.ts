import type { Sample } from './measure.ts';

/** What is asked of the server, and how each is read from a pair of measurements. */
export interface Claim {
  readonly trial: string;
  readonly asked: string;
  readonly figure: (sample: Sample) => number;
  readonly show: (value: number) => string;
  /** What is held against the limit: the figure itself, or its ratio to the yardstick's. */
  readonly judged: 'figure' | 'ratio';
  /** Whether the figure is one of messages that flow, which has latencies and a load beside it. */
  readonly flows: boolean;
  readonly least?: number;
  readonly most?: number;
}

/** The slower of the answer to the sender and the delivery to the other side. */
export const slowest = ({ p99_ms, ack_p99_ms }: Sample) => Math.max(p99_ms, ack_p99_ms);

const acked = ({ acks_per_s }: Sample) => acks_per_s;
const delivered = ({ deliveries_per_s }: Sample) => deliveries_per_s;
const rate = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
const unit = (name: string, digits: number) => (value: number) =>
  `${value.toFixed(digits)} ${name}`;

const ms = unit('ms', 1);
const kilobytes = unit('KB', 2);
const megabytes = unit('MB', 0);
const seconds = unit('s', 2);
const fineMs = unit('ms', 2);

const acks = { figure: acked, show: rate, flows: true };
const deliveries = { figure: delivered, show: rate, flows: true };
const p99 = { figure: slowest, show: ms, flows: true };
const memory = { figure: (s: Sample) => s.kb_per_conn, show: kilobytes, flows: false };
const setup = { figure: (s: Sample) => s.setup_s, show: seconds, flows: false };
const start = { figure: (s: Sample) => s.ready_s, show: seconds, flows: false };
/** Of the server's CPU, for one who came in. */
export const timeEach = ({ server_cpu, setup_s, registered }: Sample) =>
  (server_cpu * setup_s * 1000) / registered;
const entry = { figure: timeEach, show: fineMs, flows: false };
const startMemory = { figure: (s: Sample) => s.start_rss_mb, show: megabytes, flows: false };

const figure = { judged: 'figure' } as const;
const ratio = { judged: 'ratio' } as const;

export const CLAIMS: readonly Claim[] = [
  { trial: 'C', asked: '≥ 60,000 durable acked messages/s', ...acks, ...figure, least: 60_000 },
  { trial: 'C', asked: '≥ 0.25 of the hub', ...acks, ...ratio, least: 0.25 },
  { trial: 'C', asked: 'p99 ≤ 15 ms', ...p99, ...figure, most: 15 },
  {
    trial: 'A',
    asked: 'deliveries ≥ 0.6 of the hub, goal 0.9',
    ...deliveries,
    ...ratio,
    least: 0.6,
  },
  { trial: 'B', asked: 'deliveries ≥ 0.6 of the hub', ...deliveries, ...ratio, least: 0.6 },
  { trial: 'idle', asked: 'RSS ≤ 6 KB a connection', ...memory, ...figure, most: 6 },
  { trial: 'setup', asked: '≤ 1 s', ...setup, ...figure, most: 1 },
  { trial: 'full', asked: 'acked/s ≥ 0.9 of the empty database', ...acks, ...ratio, least: 0.9 },
  { trial: 'full', asked: 'start-up ≤ 2 s', ...start, ...figure, most: 2 },
  { trial: 'full', asked: 'RSS at start ≤ 150 MB', ...startMemory, ...figure, most: 150 },
  {
    trial: 'logins',
    asked: '≤ 3 s, exactly the right ones accepted',
    ...setup,
    ...figure,
    most: 3,
  },
  {
    trial: 'resume',
    asked: '≤ 1 ms of server CPU, no directory call',
    ...entry,
    ...figure,
    most: 1,
  },
  { trial: 'binds', asked: 'p99 ≤ 1.5 of the quiet one', ...p99, ...ratio, most: 1.5 },
  { trial: 'hashes', asked: 'p99 ≤ 1.5 of the quiet one', ...p99, ...ratio, most: 1.5 },
];
