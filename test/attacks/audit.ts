import { expect } from 'bun:test';
import type { Person } from '@chateau/conformance';
import type { Ledger, Written } from './ledger.ts';

/** What people find when they ask the server, held against what the ledgers say there is for them. */
export class Audit {
  readonly #people: readonly Person[];
  readonly #ledgers: readonly Ledger[];

  constructor(people: readonly Person[], ledgers: readonly Ledger[]) {
    this.#people = people;
    this.#ledgers = ledgers;
  }

  async compare(who: number): Promise<void> {
    await this.#compareChats(who);
    for (const ledger of this.#ledgers) await this.#compareLog(who, ledger);
  }

  #person(who: number): Person {
    const person = this.#people[who];
    if (!person) throw new Error(`There is no person ${who}.`);
    return person;
  }

  async #compareChats(who: number): Promise<void> {
    const answer = await this.#person(who).asks({ type: 'ChatListRequest' }, { status: 200 });
    const listed = (answer['chats'] as Record<string, unknown>[]).map(
      ({ chat, last_seq, read_seq, unread, mentions, last }) => {
        const { seq } = (last ?? {}) as { seq?: number };
        return { chat, last_seq, read_seq, unread, mentions, last: seq };
      },
    );
    const mine = this.#ledgers.filter(({ seats }) => seats.has(who));
    const wanted = mine.map((ledger) => ({ chat: ledger.id, ...ledger.counts(who) }));
    const byId = (one: { chat?: unknown }, other: { chat?: unknown }) =>
      String(one.chat) < String(other.chat) ? -1 : 1;
    expect({ who, chats: listed.toSorted(byId) }).toEqual({ who, chats: wanted.toSorted(byId) });
  }

  async #compareLog(who: number, ledger: Ledger): Promise<void> {
    const person = this.#person(who);
    const chat = ledger.id;
    if (!ledger.seats.has(who)) {
      await person.isRefused({ type: 'HistoryRequest', chat, after: 0 }, 'not_found');
      const gone = { chats: [], reset: [], gone: [chat] };
      await person.asks({ type: 'CatchUpRequest', chats: { [chat]: 0 } }, gone);
      return;
    }
    const page = await person.asks({ type: 'HistoryRequest', chat, after: 0 }, { status: 200 });
    const wanted = ledger.seen(who).map((entry) => this.#shown(entry, ledger, who));
    const entries = (page['entries'] as Record<string, unknown>[]).map(plain);
    expect({ who, chat, entries }).toEqual({ who, chat, entries: wanted });
    const chats = { [chat]: Math.floor(ledger.log.length / 2) };
    const caught = await person.asks({ type: 'CatchUpRequest', chats }, { status: 200 });
    const [its] = caught['chats'] as { entries: Record<string, unknown>[] }[];
    const later = wanted.filter(({ seq }) => seq > (chats[chat] ?? 0));
    expect(its?.entries.map(plain)).toEqual(later);
  }

  #shown(entry: Written, ledger: Ledger, reader: number) {
    const { seq, kind, by, target, content, replyTo, isDeleted, isEdited, reaction, on } = entry;
    const said = { seq, kind, sender: this.#person(by).name, sender_id: this.#person(by).id };
    const now = kind === 'edit' ? ledger.log[(target ?? 0) - 1] : entry;
    const text =
      kind !== 'message' && kind !== 'edit'
        ? {}
        : now?.isDeleted
          ? { deleted: true }
          : { content: now?.content ?? content };
    const somebody = (who: number) => ({
      username: this.#person(who).name,
      id: this.#person(who).id,
    });
    const reactions = isDeleted
      ? []
      : [...(entry.reactions ?? [])].filter(([, { size }]) => size > 0);
    return {
      ...said,
      ...(target !== undefined && { target }),
      ...text,
      ...(replyTo !== undefined && { reply_to: replyTo }),
      ...(isEdited && !isDeleted && { edited: true }),
      ...(reaction !== undefined && { reaction, on }),
      ...(entry.joined && { joined: entry.joined.map(somebody), left: entry.left?.map(somebody) }),
      ...(entry.policy !== undefined && { policy: entry.policy }),
      ...(reactions.length > 0 && {
        reactions: reactions
          .map(([which, people]) => {
            return { reaction: which, count: people.size, mine: people.has(reader) };
          })
          .toSorted(byReaction),
      }),
    };
  }
}

/** An entry without what no ledger knows: times, and who is named first. */
function plain(entry: Record<string, unknown>) {
  const { at, edited_at, roles: _, muted: __, reactions, ...rest } = entry;
  expect(typeof at).toBe('number');
  const counted = (reactions as { reaction: string; count: number; mine: boolean }[] | undefined)
    ?.map(({ reaction, count, mine }) => ({ reaction, count, mine }))
    .toSorted(byReaction);
  return {
    ...rest,
    ...(edited_at !== undefined && { edited: true }),
    ...(counted && { reactions: counted }),
  };
}

function byReaction(one: { reaction: string }, other: { reaction: string }): number {
  return one.reaction < other.reaction ? -1 : 1;
}
