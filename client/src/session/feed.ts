import { ChateauError } from '../errors.ts';
import type { Heard } from '../state/entry.ts';
import type { StateEvent } from '../state/event.ts';
import { chatIn, type Snapshot } from '../state/snapshot.ts';
import type { AnswerTo, ListedChat, RequestOf } from '../wire.ts';

type Question = RequestOf<'ChatListRequest' | 'CatchUpRequest'>;

export interface FeedSettings {
  snapshot(): Snapshot;
  happen(event: StateEvent): void;
  /** Over the connection of this feed, and no other. */
  ask<Q extends Question>(question: Q, take: (answer: AnswerTo<Q>) => void): Promise<AnswerTo<Q>>;
  /** Resolves when what one has sent oneself until now has its answer. */
  settled(): Promise<void>;
  /** What is missing cannot be had: the connection must go, so that the next one tries again. */
  fail(error: unknown): void;
}

/** Chats in one question, so that it fits into a frame. */
const ASKED = 500;
/** Entries of one chat that are held while earlier ones are fetched; the rest is fetched, too. */
const HELD = 1_000;

/**
 * Puts what one connection hears into the order of each chat's log, and fetches what is missing, so that
 * every entry is told once and in its turn. Where a chat stands is its `last_seq` in the snapshot.
 */
export class Feed {
  readonly #settings: FeedSettings;
  /** Heard before their turn. */
  readonly #early = new Map<string, Map<number, Heard>>();
  /** The latest entry that a chat is known to have. */
  readonly #known = new Map<string, number>();
  /** Chats that one has come into at a place in the log that only their first entry tells. */
  readonly #fresh = new Set<string>();
  #isSynced = false;
  #repairing: Promise<void> | undefined;

  constructor(settings: FeedSettings) {
    this.#settings = settings;
  }

  /**
   * An entry: pushed, or one's own, which comes by its answer and may be late. `entered`: the chat, if this is the entry
   * by which one has come into it.
   */
  hear(heard: Heard, entered: string | boolean = heard.entry.seq === 1): void {
    const { chat, entry } = heard;
    const early = this.#early.get(chat) ?? new Map<number, Heard>();
    if (early.size < HELD) this.#early.set(chat, early.set(entry.seq, heard));
    // With the first one there is, a log begins, whatever else is on its way.
    if (this.#lastOf(chat) === undefined && entered) this.#begin(chat);
    else this.#release(chat);
    // What becomes of a failure is for `fail` to see to.
    this.expect(chat, entry.seq).catch(() => {});
  }

  /** The chat has this entry, whatever it says; resolves when it has been told. */
  expect(chat: string, seq: number): Promise<void> {
    this.#known.set(chat, Math.max(seq, this.#known.get(chat) ?? 0));
    return this.#isBehind(chat) ? this.#repair() : Promise.resolve();
  }

  /** A chat is new, and what has been said in it before one came is not for one's ears. */
  enter(chat: string): void {
    if (!chatIn(this.#settings.snapshot(), chat)) this.#fresh.add(chat);
  }

  /** Compares all chats with what is known of them, and fetches what was missed. */
  async sync(isFirst: boolean): Promise<void> {
    const before = Object.values(this.#settings.snapshot().chats);
    const listed = await this.#list((chat) => this.#start(chat, isFirst));
    for (const { chat, last_seq } of before) {
      const now = listed.get(chat);
      if (now === undefined) this.#settings.happen({ type: 'ChatRecv', chat, gone: true });
      else if (now < last_seq) this.#settings.happen({ type: 'ChatReset', chat, last_seq: now });
    }
    this.#isSynced = true;
    await this.#repair();
  }

  /** Asks the list again for what could not be counted here. */
  async recount(): Promise<void> {
    await this.#list((chat) => this.#start(chat, false));
    await this.#repair();
  }

  /** The last entry of each chat. */
  async #list(start: (chat: ListedChat) => number | undefined): Promise<Map<string, number>> {
    const listed = new Map<string, number>();
    let after: string | undefined;
    do {
      const page = await this.#settings.ask({ type: 'ChatListRequest', after }, ({ chats }) => {
        const rows = chats.map((chat) => ({ ...chat, start: start(chat) }));
        this.#settings.happen({ type: 'Listed', chats: rows });
        for (const { chat, last_seq } of rows) {
          listed.set(chat, last_seq);
          this.#known.set(chat, last_seq);
          this.#fresh.delete(chat);
          this.#release(chat);
        }
      });
      after = page.more ? page.chats.at(-1)?.chat : undefined;
    } while (after !== undefined);
    return listed;
  }

  /**
   * Where a chat that is new here is told from. At first from its end, or from what was heard meanwhile; later,
   * whatever is in it is news, but for an open group, which may be older than one's being in it.
   */
  #start({ chat, policy, read_seq }: ListedChat, isFirst: boolean): number | undefined {
    if (!isFirst) return policy === 'open' ? read_seq : 0;
    const early = this.#early.get(chat);
    return early && Math.min(...early.keys()) - 1;
  }

  #repair(): Promise<void> {
    if (!this.#isSynced) return Promise.resolve();
    this.#repairing ??= this.#repairAll().catch((error) => {
      this.#settings.fail(error);
      throw error;
    });
    return this.#repairing;
  }

  async #repairAll(): Promise<void> {
    for (;;) {
      // What seems to be missing may be one's own, whose answer is on its way.
      await this.#settings.settled();
      for (const chat of this.#early.keys()) {
        if (this.#lastOf(chat) === undefined) this.#begin(chat);
      }
      const behind = [...this.#known.keys()].filter((chat) => this.#isBehind(chat));
      if (behind.length === 0) {
        // In the same turn: whatever is missing from now on needs another repair.
        this.#repairing = undefined;
        return;
      }
      await this.#catchUp(behind.slice(0, ASKED));
    }
  }

  async #catchUp(behind: readonly string[]): Promise<void> {
    const positions = behind.map((chat) => [chat, this.#lastOf(chat) ?? 0]);
    const known = new Map(this.#known);
    const question = { type: 'CatchUpRequest', chats: Object.fromEntries(positions) } as const;
    await this.#settings.ask(question, (answer) => {
      this.#take(answer, known);
    });
  }

  /** `known`: what was known of when it was asked. */
  #take(
    { chats, reset, gone }: AnswerTo<RequestOf<'CatchUpRequest'>>,
    known: ReadonlyMap<string, number>,
  ): void {
    const { happen } = this.#settings;
    for (const { chat, entries, last_seq, more } of chats) {
      const last = this.#lastOf(chat) ?? 0;
      happen({ type: 'Entries', chat, entries: entries.filter(({ seq }) => seq > last) });
      if (!more || entries.length === 0) this.#arrive(chat, last_seq, known.get(chat) ?? 0);
      this.#release(chat);
    }
    for (const chat of reset) happen({ type: 'ChatReset', chat, last_seq: known.get(chat) ?? 0 });
    for (const chat of gone) {
      this.#forget(chat);
      happen({ type: 'ChatRecv', chat, gone: true });
    }
    if (chats.length + reset.length + gone.length === 0) {
      this.#settings.fail(new ChateauError('internal_error', 'The server left out an answer.'));
    }
  }

  /** The log was read to its end. What was known of before, and is not in it, is taken as it is. */
  #arrive(chat: string, last_seq: number, known: number): void {
    this.#settings.happen({ type: 'CaughtUp', chat, last_seq });
    this.#release(chat);
    if (known <= last_seq) return;
    this.#begin(chat);
    if (this.#known.get(chat) === known) this.#known.delete(chat);
  }

  /** Tells what is held from the first of it on, whatever may be missing before. */
  #begin(chat: string): void {
    const early = this.#early.get(chat);
    this.#fresh.delete(chat);
    const first = early?.get(Math.min(...early.keys()));
    if (first) this.#tell([first]);
    this.#release(chat);
  }

  /** Tells what is held and follows on what has been told. */
  #release(chat: string): void {
    const early = this.#early.get(chat);
    const last = this.#lastOf(chat);
    if (!early || last === undefined) return;
    for (const seq of early.keys()) {
      if (seq <= last) early.delete(seq);
    }
    const next: Heard[] = [];
    for (let seq = last + 1, heard = early.get(seq); heard; heard = early.get(++seq)) {
      next.push(heard);
      early.delete(seq);
    }
    if (early.size === 0) this.#early.delete(chat);
    this.#tell(next);
  }

  #tell(heard: readonly Heard[]): void {
    const last = heard.at(-1);
    if (!last) return;
    const entries = heard.map(({ entry }) => entry);
    this.#settings.happen({ ...last, type: 'Entries', entries });
  }

  #isBehind(chat: string): boolean {
    if (this.#early.has(chat)) return true;
    const last = this.#lastOf(chat);
    return last !== undefined && last < (this.#known.get(chat) ?? 0);
  }

  /** What has been told of the chat; `undefined`: that is for its first entry to say. */
  #lastOf(chat: string): number | undefined {
    return this.#fresh.has(chat) ? undefined : chatIn(this.#settings.snapshot(), chat)?.last_seq;
  }

  #forget(chat: string): void {
    this.#early.delete(chat);
    this.#known.delete(chat);
    this.#fresh.delete(chat);
  }
}
