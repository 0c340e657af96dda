import { median } from '../median.ts';
import type { Samples, TrialName } from './trials.ts';
import type { Sizes } from './world.ts';

/** What is asked of one trial, and how it is read from the medians over its runs. */
export interface Claim<T extends TrialName> {
  readonly load: (sizes: Sizes) => string;
  readonly asked: string;
  readonly figure: (medians: Samples[T]) => number;
  readonly show: (value: number) => string;
  readonly most: number;
  /** What else a reader should know of it. */
  readonly beside: (medians: Samples[T]) => string;
}

const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
const wholeMs = (value: number) => `${value.toFixed(1)} ms`;
const seconds = (value: number) => `${value.toFixed(2)} s`;
const count = (value: number) => value.toLocaleString('en');
const trips = (page: number, nothing: number) =>
  `round trip ${milliseconds(page)}, of a request for nothing ${milliseconds(nothing)}`;

const PAGE = { asked: 'p99 ≤ 2 ms of server time', show: milliseconds, most: 2 };
const CATCH_UP = { asked: '≤ 150 ms', show: wholeMs, most: 150 };

export const CLAIMS: { readonly [T in TrialName]: readonly Claim<T>[] } = {
  pages: [
    {
      ...PAGE,
      load: ({ messages }) => `pages of 50, from one chat of ${count(messages / 2)}`,
      figure: ({ long_ms }) => long_ms,
      beside: ({ long_trip_ms, nothing_ms }) => trips(long_trip_ms, nothing_ms),
    },
    {
      ...PAGE,
      load: () => 'pages of 50, from rooms of 1,000',
      figure: ({ rooms_ms }) => rooms_ms,
      beside: ({ rooms_trip_ms, nothing_ms }) => trips(rooms_trip_ms, nothing_ms),
    },
  ],
  'catch-up': [
    {
      ...CATCH_UP,
      load: ({ entries }) => `${count(entries)} entries of one chat`,
      figure: ({ one_ms }) => one_ms,
      beside: ({ one_requests, one_slowest_ms }) =>
        `${one_requests} requests; the slowest of a run ${wholeMs(one_slowest_ms)}`,
    },
    {
      ...CATCH_UP,
      load: ({ entries }) => `${count(entries)} entries of 20 chats`,
      figure: ({ twenty_ms }) => twenty_ms,
      beside: ({ twenty_requests, twenty_slowest_ms }) =>
        `${twenty_requests} requests; the slowest of a run ${wholeMs(twenty_slowest_ms)}`,
    },
  ],
  list: [
    {
      load: ({ chats }) => `the list of ${count(chats)} chats`,
      asked: '≤ 20 ms',
      figure: ({ list_ms }) => list_ms,
      show: wholeMs,
      most: 20,
      beside: ({ list_requests, list_slowest_ms }) =>
        `${list_requests} requests; the slowest of a run ${wholeMs(list_slowest_ms)}`,
    },
  ],
  reconnect: [
    {
      load: ({ clients }) => `${count(clients)} clients with 20 chats come back at once`,
      asked: 'all caught up within 10 s',
      figure: ({ back_s }) => back_s,
      show: seconds,
      most: 10,
      beside: ({ back_p50_s, missed, pushes, server_cpu, generator_cpu }) =>
        `half of them within ${seconds(back_p50_s)}; ${missed} entries each, and ${pushes.toFixed(0)} pushes; CPU: server ${server_cpu.toFixed(2)}, generator ${generator_cpu.toFixed(2)}`,
    },
    {
      load: ({ clients }) => `${count(clients)} clients with 20 chats come back at once`,
      asked: '≤ 3 requests each, the token included',
      figure: ({ requests, sdk_requests }) => Math.max(requests, sdk_requests),
      show: String,
      most: 3,
      beside: ({ sdk_requests, reads, writes }) =>
        `${sdk_requests} by the SDK; ${reads} reads and ${writes} writes of the store`,
    },
  ],
};

/** The middle of each figure over the runs. */
export function medians<S extends object>(samples: readonly S[]): S {
  const names = Object.keys(samples[0] ?? {}) as (keyof S)[];
  const middles = names.map((name) => [name, median(samples.map((one) => Number(one[name])))]);
  return Object.fromEntries(middles) as S;
}
