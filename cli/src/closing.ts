import type { Closing } from '@chateau/client';
import { CLOSE, type CloseReason } from '@chateau/protocol';
import { askedPause } from './backoff.ts';
import { safeLine } from './safe.ts';

type Advice = (typeof CLOSE)[CloseReason]['advice'];

const WORDS: Record<CloseReason, string> = {
  goingAway: 'the server is going away',
  unsupported: 'it does not take that kind of data',
  invalidText: 'what was sent is not valid UTF-8',
  policy: 'the server does not allow this connection',
  tooBig: 'what was sent is longer than the server takes',
  serverError: 'the server failed',
  restart: 'the server restarts',
  overloaded: 'the server has too much to do',
  loggedOut: 'logged out',
  disabled: 'this account is disabled',
};

const TODO: Record<Advice, string> = {
  retry: 'Connecting again in a moment may work.',
  change: 'Sending the same again will not work.',
  stop: 'Connecting again will not help before that is settled.',
};

/** What to do after a socket has ended. Codes that the protocol does not name: back, unless private. */
export function advice(code: number): Advice {
  return entry(code)?.[1].advice ?? (code >= 4000 ? 'stop' : 'retry');
}

/** What happened, in a sentence: the code, what the server said with it, what it means. */
export function told(closing: Closing): string {
  const { code } = closing;
  const known = entry(code);
  if (code === 1006) return 'The connection was cut without a word (1006).';
  const meaning = known ? `: ${WORDS[known[0]]}` : '';
  return `The server closed the connection (${code}${said(closing)})${meaning}.`;
}

/** What happened and what to do about it. */
export function explain(closing: Closing): string {
  return `${told(closing)} ${TODO[advice(closing.code)]}`;
}

function said(closing: Closing): string {
  const wait = askedPause(closing);
  if (wait > 0) return `, back in ${Math.ceil(wait / 1000)} s`;
  return closing.reason === '' ? '' : `, "${safeLine(closing.reason)}"`;
}

function entry(code: number): [CloseReason, { advice: Advice }] | undefined {
  const entries = Object.entries(CLOSE) as [CloseReason, { code: number; advice: Advice }][];
  return entries.find(([, known]) => known.code === code);
}
