/** The server under the load: the bare hub, or Chateau on an empty or on a filled database. */
export type Side = 'hub' | 'empty' | 'full';

/** One load, put on two sides in turn. */
export interface Trial {
  readonly name: string;
  readonly title: string;
  readonly flags: readonly string[];
  readonly yardstick: Side;
  readonly subject: Side;
  /** Whether messages flow for as long as `--seconds` says. */
  readonly flows: boolean;
}

const against = { yardstick: 'hub', subject: 'empty' } as const;
const PAIRS = ['-n', '200', '-D', '-w', '4'];

export const TRIALS: readonly Trial[] = [
  {
    name: 'C',
    title: 'direct messages, 100 pairs, window 4',
    flags: PAIRS,
    flows: true,
    ...against,
  },
  {
    name: 'A',
    title: 'one group of 1,000, 4 senders, window 4',
    flags: ['-n', '1000', '-g', '1000', '-s', '4', '-w', '4'],
    flows: true,
    ...against,
  },
  {
    name: 'B',
    title: '10 groups of 100, one sender each, window 1',
    flags: ['-n', '1000', '-g', '100', '-s', '1', '-w', '1'],
    flows: true,
    ...against,
  },
  {
    name: 'idle',
    title: '10,000 connections, registered and idle',
    // The quiet lets what registering left behind be collected before memory is read.
    flags: ['-n', '10000', '-g', '0', '-S', '10', '-d', '0'],
    flows: false,
    ...against,
  },
  {
    name: 'setup',
    title: '1,000 connections made and registered',
    flags: ['-n', '1000', '-g', '0', '-d', '0'],
    flows: false,
    ...against,
  },
  {
    name: 'full',
    title: '1,000,000 stored messages in 100,000 chats, then C',
    flags: PAIRS,
    flows: true,
    yardstick: 'empty',
    subject: 'full',
  },
];
