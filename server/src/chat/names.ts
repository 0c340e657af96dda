import {
  canonical,
  chatnameProblem,
  type Frame,
  refuse,
  usernameProblem,
  WIRE,
} from '@chateau/protocol';
import type { NameClaim } from '../ports/store.ts';
import { looks, mixedScriptsProblem } from './lookalike.ts';

/** A name with its keys, or why it cannot be one, in a sentence for the person who chose it. */
export type Claimed = { claim: NameClaim } | { problem: string };

export function claimUsername(name: string): Claimed {
  const problem = usernameProblem(name) ?? mixedScriptsProblem(name);
  return problem === undefined ? { claim: claimOf(name) } : { problem };
}

export function claimChatname(name: string): Claimed {
  const problem = chatnameProblem(name);
  return problem === undefined ? { claim: claimOf(name) } : { problem };
}

/** Controls, line breaks, lone surrogates, and what turns the direction of everything behind it. */
const NO_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** Why this cannot be the topic of a group. */
export function topicRefusal(topic: string): Frame | undefined {
  if ([...topic].length > WIRE.topic) {
    return refuse('too_large', `A topic has at most ${WIRE.topic} characters.`);
  }
  if (!NO_LINE.test(topic)) return undefined;
  return refuse('bad_request', 'A topic is one line, without invisible controls.');
}

/** For a name that is known to be one. */
export function claimOf(name: string): NameClaim {
  return { name, canon: canonical(name), looks: looks(name) };
}
