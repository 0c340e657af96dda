import {
  canonical,
  type Frame,
  type FrameOf,
  type RequestOf,
  refuse,
  WIRE,
} from '@chateau/protocol';
import type { Page, Span } from '../ports/logs.ts';
import type { ChatId, Store } from '../ports/store.ts';
import { described } from './entries.ts';
import type { People } from './people.ts';
import type { Actor } from './person.ts';

/** Bytes of entries in one answer. The wire's words are a little longer than the port's. */
const PAGE_BYTES = 192 * 1024;
/** The same where one entry may go beyond it: with a thousand people who joined, the longest there is. */
const CATCH_UP_BYTES = 64 * 1024;
/** Chats in one `CatchUpRequest`. */
const CHATS = 500;

/** Reading logs, by `seq` and never by time; a date only finds where to begin. */
export class History {
  readonly #store: Store;
  readonly #people: People;

  constructor(store: Store, people: People) {
    this.#store = store;
    this.#people = people;
  }

  async page(actor: Actor, request: RequestOf<'HistoryRequest'>): Promise<Frame> {
    const span = spanOf(request);
    if (!span) return refuse('bad_request', 'Ask for one of after, before, around and at.');
    const chat = request.chat ?? (await this.#chatNamed(actor, request.chatname ?? ''));
    if (chat === undefined) return refuse('not_found');
    const limit = Math.min(Math.max(1, request.limit ?? WIRE.page), WIRE.page);
    const reader = actor.person.id;
    const page = await this.#store.history({ reader, chat, span, limit, bytes: PAGE_BYTES });
    if (page === undefined) return refuse('not_found');
    if (page === 'reset') return refuse('reset');
    return {
      type: 'HistoryResponse',
      status: 200,
      chat,
      chatname: page.name,
      ...shown(page),
    };
  }

  /** What several chats have got since the client was last here, in one answer. */
  async catchUp(actor: Actor, { chats }: RequestOf<'CatchUpRequest'>): Promise<Frame> {
    const asked = Object.entries(chats).map(([chat, seq]) => ({ chat, seq }));
    if (asked.length > CHATS) {
      return refuse('too_large', `Ask for at most ${CHATS} chats at once.`);
    }
    const found = await this.#store.catchUp({
      reader: actor.person.id,
      after: asked,
      limit: WIRE.page,
      bytes: CATCH_UP_BYTES,
    });
    const answer: FrameOf<'CatchUpResponse'> = {
      type: 'CatchUpResponse',
      status: 200,
      chats: [],
      reset: [],
      gone: [],
      ...(found.length < asked.length && { more: true as const }),
    };
    for (const { chat, page } of found) {
      if (page === undefined) answer.gone.push(chat);
      else if (page === 'reset') answer.reset.push(chat);
      else answer.chats.push({ chat, ...shown(page) });
    }
    return answer;
  }

  /** By its present name, through the asker's own chats. */
  async #chatNamed({ person }: Actor, name: string): Promise<ChatId | undefined> {
    const canon = canonical(name);
    const group = person.groupNamed(canon);
    if (group) return group.id;
    const peer = this.#people.withCanon(canon) ?? (await this.#store.findAccount(canon));
    return peer && this.#store.findDirect(person.id, peer.id);
  }
}

function spanOf({ after, before, around, at }: RequestOf<'HistoryRequest'>): Span | undefined {
  const spans: Span[] = [];
  if (after !== undefined) spans.push({ after });
  if (before !== undefined) spans.push({ before });
  if (around !== undefined) spans.push({ around });
  if (at !== undefined) spans.push({ at });
  return spans.length > 1 ? undefined : (spans[0] ?? { before: Number.MAX_SAFE_INTEGER });
}

function shown({ entries, lastSeq, more }: Page) {
  return {
    entries: entries.map(described),
    last_seq: lastSeq,
    ...(more && { more: true as const }),
  };
}
