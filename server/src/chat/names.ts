import { canonical, chatnameProblem, usernameProblem } from '@chateau/protocol';
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

/** For a name that is known to be one. */
export function claimOf(name: string): NameClaim {
  return { name, canon: canonical(name), looks: looks(name) };
}
