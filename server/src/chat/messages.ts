import { canonical, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Audience, Bus, Said } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Appended, Denied, NewMessage } from '../ports/logs.ts';
import type { Chat, Earlier, Keyed, PersonName, Store } from '../ports/store.ts';
import { isRepeat, keyedBy, replay } from './keys.ts';
import { callsAll, mentionsIn } from './mentions.ts';
import type { People } from './people.ts';
import { leads, rankOf } from './permissions.ts';
import type { Actor } from './person.ts';

export interface MessageSettings {
  /** Bytes of UTF-8 in one content. */
  readonly content: number;
}

type SendRequest = RequestOf<'GroupMessageRequest'> | RequestOf<'MessageRequest'>;
type RandomRequest = RequestOf<'RandomMessageRequest'>;

/** Whom a message is for: a group of the sender's, or one person, here or not. */
type Target = { readonly group: Chat } | { readonly peer: PersonName };

interface Letter {
  readonly said: Said;
  readonly content: string;
  readonly replyTo?: number | undefined;
  readonly keyed?: Keyed | undefined;
}

/** Sending: find whom it is for, store it, then say it. */
export class Messages {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #settings: MessageSettings;
  /** Whom the request is for that is about to be sent, so that a name is not made canonical twice. */
  #found: { readonly request: SendRequest; readonly to: Target | undefined } | undefined;

  constructor(store: Store, bus: Bus, clock: Clock, people: People, settings: MessageSettings) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#settings = settings;
  }

  /** Whether all that a send needs is known, so that it reaches the store without waiting. */
  isAtHand(actor: Actor, request: SendRequest): boolean {
    const to = this.#whoIsHere(actor, request);
    this.#found = { request, to };
    return to !== undefined && !callsAll(request.content);
  }

  async send(actor: Actor, request: SendRequest): Promise<Frame> {
    if (this.isTooLong(request.content)) return this.tooLong();
    // Without waiting where it is known already: most sends join the batch of their turn.
    const here =
      this.#found?.request === request ? this.#found.to : this.#whoIsHere(actor, request);
    this.#found = undefined;
    const to = here ?? (await this.#whoIsKnown(actor, request));
    if (!to) return refuse('unknown_recipient');
    const { name } = 'group' in to ? to.group : to.peer;
    const answer = { type: 'MessageSendResponse', status: 200, chatname: name } as const;
    const stored = await this.#deliver(actor, to, {
      said: request.type === 'MessageRequest' ? 'MessageRecv' : 'GroupMessageRecv',
      content: request.content,
      replyTo: request.reply_to,
      keyed: request.key === undefined ? undefined : keyedBy(request, answer).keyed,
    });
    if (typeof stored === 'string') return denied(stored);
    if (isRepeat(stored)) return replay(request, stored);
    const { chat, seq, at } = stored;
    return { type: 'MessageSendResponse', status: 200, chat, chatname: name, seq, at };
  }

  /** A stranger: picked, and written to if there is something to say. */
  async sendToStranger(actor: Actor, request: RandomRequest): Promise<Frame> {
    const { content } = request;
    if (content !== undefined && this.isTooLong(content)) return this.tooLong();
    const { person } = actor;
    const partner = this.#people.available.pick(person);
    if (!partner) return refuse('not_enough_people');

    const { name } = partner;
    const answer = { type: 'RandomMessageResponse', status: 200, client: name } as const;
    if (content === undefined) {
      person.meet(partner);
      return answer;
    }
    const keyed = keyedBy(request, { ...answer, chatname: name });
    const letter = { said: 'MessageRecv', content, ...keyed } as const;
    const stored = await this.#deliver(actor, { peer: partner.label }, letter);
    // Somebody who was kept from the sender meanwhile is not there to be picked.
    if (typeof stored === 'string') return refuse('not_enough_people');
    if (isRepeat(stored)) return replay(request, stored);
    person.meet(partner);
    const { chat, seq, at } = stored;
    return { ...answer, chat, chatname: name, seq, at };
  }

  isTooLong(content: string): boolean {
    // A UTF-16 unit is at most three bytes of UTF-8, so most contents need no counting.
    const limit = this.#settings.content;
    return content.length * 3 > limit && Buffer.byteLength(content) > limit;
  }

  tooLong(): Frame {
    return refuse('too_large', `A message has at most ${this.#settings.content} bytes.`);
  }

  #whoIsHere({ person }: Actor, { chat, recipient = '' }: SendRequest): Target | undefined {
    if (chat !== undefined) {
      const group = person.groupWithId(chat);
      if (group) return { group };
      const peer = person.peerIn(chat);
      return peer && { peer: this.#people.withId(peer.id)?.label ?? peer };
    }
    const canon = canonical(recipient);
    const group = person.groupNamed(canon);
    if (group) return { group };
    const peer = this.#people.withCanon(canon);
    return peer && peer !== person ? { peer: peer.label } : undefined;
  }

  /** Chats that this connection's person has not been in since they came; accounts that are not here. */
  async #whoIsKnown(
    { person }: Actor,
    { chat, recipient = '' }: SendRequest,
  ): Promise<Target | undefined> {
    if (chat !== undefined) {
      const seat = await this.#store.seat(person.id, chat);
      if (seat?.peer) return { peer: { id: seat.peer.id, name: seat.peer.name } };
      return seat?.group && { group: { id: chat, name: seat.name } };
    }
    const peer = await this.#store.findAccount(canonical(recipient));
    return peer && peer.id !== person.id ? { peer } : undefined;
  }

  async #deliver(
    actor: Actor,
    to: Target,
    { said, content, replyTo, keyed }: Letter,
  ): Promise<Appended | Earlier | Denied> {
    const { person, connection } = actor;
    // The names as they are when it is sent: by the time it is stored, somebody may have another one.
    const sender = person.label;
    const peer = 'peer' in to ? to.peer : undefined;
    const audience: Audience = 'peer' in to ? { sender, recipient: to.peer } : to;
    const mayCallAll = callsAll(content) && 'group' in to && (await this.#leads(actor, to.group));
    const mentions = mentionsIn(content, mayCallAll);
    const message: NewMessage = {
      to: 'peer' in to ? destination(actor, to.peer) : { chat: to.group.id },
      sender: person.id,
      content,
      at: this.#clock.now(),
      replyTo,
      mentions,
      keyed,
    };
    const stored = await this.#store.append(message);
    if (typeof stored === 'string' || isRepeat(stored)) return stored;
    const { chat, seq, at, isFirst } = stored;
    if (peer) {
      person.rememberDirect(peer, chat);
      this.#people.withId(peer.id)?.rememberDirect(sender, chat);
    }
    const told = { chat, seq, at, sender, content, replyTo, isFirst };
    this.#bus.publish({ kind: 'message', said, message: told, audience, origin: connection });
    return stored;
  }

  async #leads(actor: Actor, { id }: Chat): Promise<boolean> {
    const seat = await this.#store.seat(actor.person.id, id);
    return seat !== undefined && leads(rankOf(seat, actor));
  }
}

function destination({ person }: Actor, peer: PersonName): NewMessage['to'] {
  const known = person.directWith(peer.id);
  return known === undefined ? { direct: peer.id } : { chat: known };
}

/** What one may not know of, and somebody who wants to hear nothing, are the same answer. */
function denied(why: Denied): Frame {
  switch (why) {
    case 'muted':
      return refuse('forbidden', 'A moderator has asked you to be quiet here for a time.');
    case 'target':
      return refuse('not_found', 'There is no message there that you could reply to.');
    case 'gone':
    case 'blocked':
    case 'ended':
      return refuse('unknown_recipient');
    default:
      return why satisfies never;
  }
}
