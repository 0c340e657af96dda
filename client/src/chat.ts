import { ChateauError } from './errors.ts';
import { type MessagesOptions, messagesOf, type SaidMessage } from './messages.ts';
import { pages } from './pages.ts';
import { Reading } from './session/reading.ts';
import type { AskOptions } from './session/requests.ts';
import type { Session } from './session/session.ts';
import { type ChatState, chatIn } from './state/snapshot.ts';
import type { AnswerOf, Entry, Member, Message, Notify, Policy, Rank } from './wire.ts';

export interface SendOptions {
  /** The `seq` of a message that this one answers. */
  readonly reply_to?: number | undefined;
  /** Takes it back, as long as it has not gone out. */
  readonly signal?: AbortSignal | undefined;
}

export interface PageOptions extends AskOptions {
  /** So many at a time. */
  readonly limit?: number | undefined;
}

const PAGE = 50;
/** Milliseconds before one says again that one is typing, however often a key is pressed. */
const AGAIN = 3_000;

/** A conversation: of two, or a group. */
export class Chat {
  readonly id: string;
  readonly #session: Session;
  readonly #reading: Reading;
  #saidTypingAt = 0;

  constructor(id: string, session: Session) {
    this.id = id;
    this.#session = session;
    this.#reading = new Reading((seq) => session.ask({ type: 'ReadRequest', chat: id, seq }));
  }

  /** All that is known of it now; `undefined`: it is not one's own, or not any more. */
  get state(): ChatState | undefined {
    return chatIn(this.#session.snapshot, this.id);
  }

  /** Of a group, its name; of two people, the other one's. */
  get name(): string {
    return this.state?.chatname ?? '';
  }

  /** Resolves when it is stored for good; offline, it waits for the connection. */
  send(
    content: string,
    { reply_to, signal }: SendOptions = {},
  ): Promise<AnswerOf<'MessageRequest'>> {
    const type = this.state?.groupchat ? 'GroupMessageRequest' : 'MessageRequest';
    return this.#session.send({ type, chat: this.id, content, reply_to }, signal);
  }

  edit(seq: number, content: string) {
    return this.#session.send({ type: 'MessageEditRequest', chat: this.id, target: seq, content });
  }

  delete(seq: number) {
    return this.#session.send({ type: 'MessageDeleteRequest', chat: this.id, target: seq });
  }

  /** Puts a reaction on a message or, with `false`, takes it off. */
  react(seq: number, reaction: string, on = true) {
    return this.#session.send({
      type: 'ReactionRequest',
      chat: this.id,
      target: seq,
      reaction,
      on,
    });
  }

  /** What others say from now on, or after some `seq`; nothing is lost on a slow reader. */
  messages(options: MessagesOptions = {}): AsyncGenerator<SaidMessage, void, undefined> {
    const { last_seq } = this.#known();
    return messagesOf(this.#session, this.id, options.after ?? last_seq, options);
  }

  /** Backwards from the latest, or from before some `seq`: what was deleted is there as a tombstone. */
  history({
    before,
    limit = PAGE,
    ...options
  }: PageOptions & { readonly before?: number } = {}): AsyncGenerator<Message, void, undefined> {
    const request = { type: 'HistoryRequest', chat: this.id, limit } as const;
    return pages(
      (last) => this.#session.ask({ ...request, before: last?.seq ?? before }, options),
      ({ entries }) => (entries as readonly Message[]).toReversed(),
    );
  }

  /** Adds earlier messages to `state.messages`; whether there are more before them. */
  async older({ limit = PAGE, ...options }: PageOptions = {}): Promise<boolean> {
    const { from, messages } = this.#known();
    if (from === 0) return false;
    const [session, chat, before] = [this.#session, this.id, from + 1];
    // What comes meanwhile must push out nothing that the page is to follow on.
    session.note({ type: 'Keep', chat, keep: messages.length + limit });
    const heard: Entry[] = [];
    const off = session.events.on('entry', (entry, { id }) => id === chat && heard.push(entry));
    try {
      const request = { type: 'HistoryRequest', chat, before, limit } as const;
      const { entries, last_seq, more = false } = await session.ask(request, options);
      await session.reach(chat, last_seq);
      const since = heard.filter(({ seq }) => seq > last_seq);
      const page = { messages: entries as readonly Message[], before, more, since };
      session.note({ type: 'Page', chat, ...page });
      return more;
    } finally {
      off();
    }
  }

  /** Lets go of earlier messages that `older` has brought. */
  forget(): void {
    const keep = this.#session.snapshot.window;
    this.#session.note({ type: 'Keep', chat: this.id, keep });
  }

  /** Has been read up to there; without a `seq`, all of it. */
  async read(seq?: number): Promise<void> {
    const { last_seq, read_seq } = this.#known();
    const upTo = seq ?? last_seq;
    if (upTo > read_seq) await this.#reading.upTo(upTo);
  }

  /** What comes after is unread again. */
  unread(seq: number) {
    return this.#session.ask({ type: 'ReadRequest', chat: this.id, seq, back: true });
  }

  /** One is typing, or has stopped without sending. Call it as often as keys are pressed. */
  typing(on = true): void {
    const now = this.#session.clock.now();
    if (this.#session.state.name !== 'online' || (on && now - this.#saidTypingAt < AGAIN)) return;
    this.#saidTypingAt = on ? now : 0;
    // Nobody misses it.
    this.#session.ask({ type: 'TypingRequest', chat: this.id, on }).catch(() => {});
  }

  members({ limit, ...options }: PageOptions = {}): AsyncGenerator<Member, void, undefined> {
    const request = { type: 'MemberListRequest', chat: this.id, limit } as const;
    return pages(
      (last) => this.#session.ask({ ...request, after: last?.id }, options),
      ({ members }) => members,
    );
  }

  invite(...recipients: string[]) {
    return this.#session.ask({ type: 'GroupInviteRequest', chat: this.id, recipients });
  }

  leave() {
    return this.#session.ask({ type: 'GroupLeaveRequest', chat: this.id });
  }

  /** Puts somebody out of the group. */
  remove(id: string) {
    return this.#session.ask({ type: 'GroupRemoveRequest', chat: this.id, id });
  }

  change(change: { readonly name?: string; readonly topic?: string; readonly policy?: Policy }) {
    return this.#session.ask({ type: 'GroupChangeRequest', chat: this.id, ...change });
  }

  setRole(id: string, role: Rank) {
    return this.#session.ask({ type: 'GroupRoleRequest', chat: this.id, id, role });
  }

  /** For so long somebody may not write; 0: they may again. */
  mute(id: string, seconds: number) {
    return this.#session.ask({ type: 'GroupMuteRequest', chat: this.id, id, seconds });
  }

  /** How much of it one wants to hear, and whether others see how far one has read. */
  prefer(preference: { readonly notify?: Notify; readonly shows_reads?: boolean }) {
    return this.#session.ask({ type: 'ChatPreferenceRequest', chat: this.id, ...preference });
  }

  #known(): ChatState {
    const { state } = this;
    if (state) return state;
    throw new ChateauError('gone', 'That chat is not yours any more.');
  }
}
