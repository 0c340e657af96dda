import type { Conversation } from './conversation.ts';
import { type Limits, Unsuitable } from './limits.ts';
import { pause } from './pause.ts';
import { Stage } from './stage.ts';

export interface Result {
  area: string;
  title: string;
  rules: string[];
  outcome: 'passed' | 'failed' | 'skipped';
  detail?: string;
}

/** Plays one conversation on a stage of its own, and sends everybody home whatever happens. */
export async function perform(
  conversation: Conversation,
  url: string,
  known: Partial<Limits> = {},
): Promise<Result> {
  const { area, title, rules } = conversation;
  const about = { area, title, rules: [...rules] };
  const stage = new Stage(url, known);
  try {
    const others = conversation.alone ? await company(url) : [];
    if (others.length > 0) {
      const detail = `It needs the server to itself, and others are online: ${others.length}.`;
      return { ...about, outcome: 'skipped', detail };
    }
    await within(conversation.seconds, conversation.play(stage));
    const leftovers = stage.leftovers();
    return leftovers.length === 0
      ? { ...about, outcome: 'passed' }
      : { ...about, outcome: 'failed', detail: leftovers.join('\n') };
  } catch (error) {
    if (error instanceof Unsuitable) return { ...about, outcome: 'skipped', detail: error.message };
    const message = error instanceof Error ? error.message : String(error);
    return { ...about, outcome: 'failed', detail: [message, ...stage.leftovers()].join('\n') };
  } finally {
    await stage.end();
  }
}

async function within(seconds: number, play: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const detail = `The conversation was not over after ${seconds} s.`;
    timer = setTimeout(() => reject(new Error(detail)), seconds * 1_000);
  });
  await Promise.race([play, late]).finally(() => clearTimeout(timer));
}

/** Who is on the server, once those have had time to go who were about to. */
async function company(url: string): Promise<string[]> {
  const stage = new Stage(url);
  try {
    const [scout] = await stage.enter('scout');
    let others: string[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      const { clients } = await scout.asks({ type: 'ClientListRequest' }, { status: 200 });
      others = clients as string[];
      if (others.length === 0) break;
      await pause(150);
    }
    return others;
  } finally {
    await stage.end();
  }
}
