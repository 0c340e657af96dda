import type { Coming } from './crowd.ts';

/**
 * The server under the load: the bare hub, or Chateau on an empty or on a filled database, or as it was at an
 * earlier commit. Or Chateau and
 * those who come in meanwhile: nobody, people of a directory by their passwords or by their tokens, people
 * with accounts of the server's own.
 */
export type Side =
  | 'hub'
  | 'empty'
  | 'full'
  | 'before'
  | 'quiet'
  | 'logins'
  | 'resumes'
  | 'passwords';

/** One load, put on two sides in turn. */
interface Comparison {
  readonly name: string;
  readonly title: string;
  readonly yardstick: Side;
  readonly subject: Side;
}

/** The generator's load. */
export interface MessageTrial extends Comparison {
  readonly flags: readonly string[];
  /** Whether messages flow for as long as `--seconds` says. */
  readonly flows: boolean;
  /** Those who come in meanwhile, and leave at once. */
  readonly coming?: Coming;
}

/** People who come in by password or token, so many at a time, and stay. */
export interface EntryTrial extends Comparison {
  readonly people: number;
  readonly atOnce: number;
}

export type Trial = MessageTrial | EntryTrial;

const against = { yardstick: 'hub', subject: 'empty' } as const;
const PAIRS = ['-n', '200', '-D', '-w', '4'];
/** Far from what the server can do, so that a message waits for something else than other messages. */
const PACED = ['-n', '200', '-D', '-r', '1000'];

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
  {
    name: 'logins',
    title: '200 directory logins at once, 50 with a wrong password',
    people: 200,
    atOnce: 200,
    yardstick: 'resumes',
    subject: 'logins',
  },
  {
    name: 'resume',
    title: '1,000 resumes one after another, the directory silent',
    people: 1000,
    atOnce: 1,
    yardstick: 'logins',
    subject: 'resumes',
  },
  {
    name: 'binds',
    title: '1,000 direct messages/s, and 10 directory logins/s',
    flags: PACED,
    coming: { atOnce: 4, pause: 360 },
    flows: true,
    yardstick: 'quiet',
    subject: 'logins',
  },
  {
    name: 'hashes',
    title: '1,000 direct messages/s, always 4 passwords of local accounts under way',
    flags: PACED,
    coming: { atOnce: 4, pause: 0 },
    flows: true,
    yardstick: 'quiet',
    subject: 'passwords',
  },
];
