import { type Frame, type FrameOf, type RequestOf, refuse, WIRE } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Seat } from '../ports/groups.ts';
import type { ChatView } from '../ports/marks.ts';
import type { Store } from '../ports/store.ts';
import { audienceOf } from './amendments.ts';
import { somebody } from './entries.ts';
import { fitting } from './fitting.ts';
import { isRepeat, keyedBy, replay } from './keys.ts';
import type { People } from './people.ts';
import type { Actor, Person } from './person.ts';

/** Chats of one page, as many as most often fit into its bytes: the rest would be read for nothing. */
const LISTED = 600;
const PAGE_BYTES = WIRE.serverFrame - 8 * 1024;
/** Milliseconds between two signs of typing of one person in one chat; those in between are not passed on. */
const TYPING_EVERY = 1_000;

type ListedChat = FrameOf<'ChatListResponse'>['chats'][number];

/** One's own view of one's chats: what is there to be read, how far one has, how much one wants to hear. */
export class Views {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;

  constructor(store: Store, bus: Bus, clock: Clock, people: People) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
  }

  async list(
    { person }: Actor,
    { after, limit = LISTED }: RequestOf<'ChatListRequest'>,
  ): Promise<Frame> {
    const most = Math.min(Math.max(1, limit), LISTED);
    const views = await this.#store.chatsOf(person.id, after, most + 1, this.#clock.now());
    const listed = views.slice(0, most).map((view) => this.#shown(view));
    const chats = fitting(listed, PAGE_BYTES);
    const more = chats.length < views.length && { more: true as const };
    return { type: 'ChatListResponse', status: 200, chats, ...more };
  }

  /** The cursor is the same on every device; others see it go forward, where the reader allows that. */
  async read(
    { person, connection }: Actor,
    { chat, seq, back = false }: RequestOf<'ReadRequest'>,
  ): Promise<Frame> {
    const marked = await this.#store.markRead({ person: person.id, chat, seq, back });
    if (!marked) return refuse('not_found');
    const answer = { type: 'ReadResponse', status: 200, chat, seq: marked.seq } as const;
    if (marked.seq === marked.wasAt) return answer;
    const isShown = marked.showsReads && marked.seq > marked.wasAt;
    const seat = isShown ? await this.#store.seat(person.id, chat) : undefined;
    const reader = person.label;
    const shown = seat && !isApart(person, seat) ? audienceOf(seat, reader) : undefined;
    this.#bus.publish({ kind: 'read', chat, reader, seq: marked.seq, shown, origin: connection });
    return answer;
  }

  /** Never stored, and never more often than a reader can notice. */
  async typing(
    { person, connection }: Actor,
    { chat, on = true }: RequestOf<'TypingRequest'>,
  ): Promise<Frame> {
    const answer = { type: 'TypingResponse', status: 200 } as const;
    const seat = await this.#store.seat(person.id, chat);
    if (!seat) return refuse('not_found');
    const now = this.#clock.now();
    if (seat.mutedUntil > now || isApart(person, seat)) return answer;
    if (!person.mayShowTyping(chat, on, now, TYPING_EVERY)) return answer;
    const audience = audienceOf(seat, person.label);
    const writer = person.label;
    this.#bus.publish({ kind: 'typing', chat, writer, on, audience, origin: connection });
    return answer;
  }

  async prefer(
    { person, connection }: Actor,
    request: RequestOf<'ChatPreferenceRequest'>,
  ): Promise<Frame> {
    const { chat, notify, shows_reads: showsReads } = request;
    const answer = { type: 'ChatPreferenceResponse', status: 200, chat } as const;
    const preference = {
      ...(notify !== undefined && { notify }),
      ...(showsReads !== undefined && { showsReads }),
    };
    const set = await this.#store.setPreference({
      person: person.id,
      chat,
      ...preference,
      ...keyedBy(request, answer),
    });
    if (set === 'gone') return refuse('not_found');
    if (isRepeat(set)) return replay(request, set);
    if (Object.keys(preference).length === 0) return answer;
    const origin = connection;
    this.#bus.publish({ kind: 'preferred', person: person.id, chat, preference, origin });
    return answer;
  }

  #shown(view: ChatView): ListedChat {
    const { chat, name, group, peer, notify, showsReads, mutedUntil, last } = view;
    return {
      chat,
      chatname: name,
      groupchat: group !== undefined,
      ...(group && {
        role: group.rank,
        topic: group.topic,
        policy: group.policy,
        member_count: group.memberCount,
      }),
      ...(peer && {
        peer: { ...somebody(peer), online: this.#people.withId(peer.id)?.isOnline ?? false },
        ...(peer.hasEnded && { ended: true as const }),
      }),
      notify,
      shows_reads: showsReads,
      ...(mutedUntil > this.#clock.now() && { muted_until: mutedUntil }),
      last_seq: view.lastSeq,
      read_seq: view.readSeq,
      unread: view.unread,
      mentions: view.mentions,
      ...(last && {
        last: {
          seq: last.seq,
          at: last.at,
          sender: last.sender.name,
          sender_id: last.sender.id,
          content: last.content,
          ...(last.isDeleted && { deleted: true as const }),
        },
      }),
    };
  }
}

/** In a conversation of two with a block between them. */
function isApart(person: Person, { peer }: Seat): boolean {
  return peer !== undefined && person.isKeptFrom(peer.id);
}
