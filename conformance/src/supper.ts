import { gather } from './gather.ts';
import type { Person } from './person.ts';
import * as ask from './requests.ts';
import type { Stage } from './stage.ts';

/** What clients ask for that have the whole log. */
export const LOG = { features: ['log'] };

/** People who come in and are in a group that the first of them has opened. */
export async function supper<const Labels extends readonly [string, ...string[]]>(
  stage: Stage,
  more: { readonly [field: string]: unknown },
  ...labels: Labels
) {
  const people = await stage.enterWith(more, ...labels);
  return { people, ...(await gather(stage, 'supper', people as readonly [Person, ...Person[]])) };
}

/** Messages that are said one after another, and heard by everybody else. */
export async function talk(
  chat: string,
  speaker: Person,
  hearers: readonly Person[],
  ...contents: string[]
): Promise<number[]> {
  const seqs: number[] = [];
  for (const content of contents) {
    const { seq } = await speaker.asks(ask.say(chat, content), { status: 200, chat });
    for (const hearer of hearers) await hearer.receives({ content, chat, seq });
    seqs.push(seq as number);
  }
  return seqs;
}

/** The `seq` of each entry of a page. */
export function seqsOf({ entries }: { readonly [field: string]: unknown }): number[] {
  return (entries as { seq: number }[]).map(({ seq }) => seq);
}
