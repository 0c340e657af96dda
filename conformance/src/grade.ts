import type { Conversation } from './conversation.ts';
import { perform, type Result } from './perform.ts';
import { Stage } from './stage.ts';

/** So few that a server with the default limits never minds. */
const AT_ONCE = 6;

export interface GradeOptions {
  /** An area, the id of a rule, or a part of a title. */
  readonly only?: string;
  readonly onResult?: (result: Result) => void;
}

/**
 * Plays conversations on the server at `url`. Results come in the same order every time: first those that
 * can share the server, then those that want it for themselves. Rejects when nobody answers.
 */
export async function gradeWith(
  conversations: readonly Conversation[],
  url: string,
  { only, onResult = () => {} }: GradeOptions = {},
): Promise<Result[]> {
  await findServer(url);
  const chosen = only === undefined ? conversations : choose(conversations, only);
  const results = await playTogether(
    chosen.filter(({ alone }) => !alone),
    url,
    onResult,
  );
  for (const conversation of chosen.filter(({ alone }) => alone)) {
    const result = await perform(conversation, url);
    onResult(result);
    results.push(result);
  }
  return results;
}

async function playTogether(
  shared: Conversation[],
  url: string,
  onResult: (result: Result) => void,
): Promise<Result[]> {
  const results = new Map<Conversation, Result>();
  // The long ones first, so that nobody waits for them at the end.
  const waiting = shared.toSorted((one, other) => other.seconds - one.seconds);
  let told = 0;
  const tell = () => {
    for (let next = shared[told]; next && results.has(next); next = shared[++told]) {
      onResult(results.get(next) as Result);
    }
  };
  const playOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results.set(next, await perform(next, url));
      tell();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, playOn));
  return shared.map((conversation) => results.get(conversation) as Result);
}

/** By area or by rule; else, what is neither is looked for in the titles. */
function choose(conversations: readonly Conversation[], only: string): readonly Conversation[] {
  const about = conversations.filter(({ area, rules }) => area === only || rules.includes(only));
  return about.length > 0 ? about : conversations.filter(({ title }) => title.includes(only));
}

async function findServer(url: string): Promise<void> {
  const stage = new Stage(url);
  await stage.connect('scout');
  await stage.end();
}
