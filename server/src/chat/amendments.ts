import { type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Audience, Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Seat } from '../ports/groups.ts';
import type { Amendment } from '../ports/logs.ts';
import type { PersonName, Store } from '../ports/store.ts';
import { isRepeat, type KeyedRequest, keyedBy, replay } from './keys.ts';
import { callsAll, mentionsIn } from './mentions.ts';
import type { Messages } from './messages.ts';
import { leads, rankOf } from './permissions.ts';
import type { Actor } from './person.ts';

/** Different reactions of one message. */
const REACTIONS = 50;
/** Looks of one request at who may what: whoever's rank is changed that often in between may come again. */
const LOOKS = 50;
/** One line, and nothing that nobody sees; there are fillers and blanks that count as letters and signs. */
const REACTION = /^[^\p{C}\p{Default_Ignorable_Code_Point}\s\u2800]+$/u;
/** But for what emoji are joined by, of families, and of flags such as Wales', and what tells them from signs of a text. */
const JOINTS =
  /\u200d|(?<=\P{Default_Ignorable_Code_Point})[\ufe0e\ufe0f]|(?<=\u{1f3f4}[\u{e0020}-\u{e007e}]*)[\u{e0020}-\u{e007f}]/gu;

type AmendRequest =
  | RequestOf<'MessageEditRequest'>
  | RequestOf<'MessageDeleteRequest'>
  | RequestOf<'ReactionRequest'>;

/** What a request asks for, once it was found and allowed. */
type Decided = { readonly change: Amendment['change'] } | { readonly refusal: Frame };

/** Changing messages that are there: each change is an entry of its own. */
export class Amendments {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #messages: Messages;

  constructor(store: Store, bus: Bus, clock: Clock, messages: Messages) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#messages = messages;
  }

  async edit(actor: Actor, request: RequestOf<'MessageEditRequest'>): Promise<Frame> {
    const { content } = request;
    if (this.#messages.isTooLong(content)) return this.#messages.tooLong();
    return this.#amend(actor, request, 'MessageEditResponse', (seat, isOwn) => {
      if (!isOwn) return { refusal: refuse('forbidden', 'You can edit what you wrote yourself.') };
      const mayCallAll =
        callsAll(content) && seat.group !== undefined && leads(rankOf(seat, actor));
      const mentions = mentionsIn(content, mayCallAll);
      return { change: { kind: 'edit', content, ...(mentions && { mentions }) } };
    });
  }

  async delete(actor: Actor, request: RequestOf<'MessageDeleteRequest'>): Promise<Frame> {
    return this.#amend(actor, request, 'MessageDeleteResponse', (seat, isOwn) => {
      const may = isOwn || (seat.group !== undefined && leads(rankOf(seat, actor)));
      return may
        ? { change: { kind: 'delete' } }
        : { refusal: refuse('forbidden', 'You can delete what you wrote yourself.') };
    });
  }

  /** Sets, never toggles: asked twice, it is so all the same. */
  async react(actor: Actor, request: RequestOf<'ReactionRequest'>): Promise<Frame> {
    const { reaction, on } = request;
    if (!REACTION.test(reaction.replace(JOINTS, ''))) {
      return refuse('bad_request', 'A reaction is an emoji or a short word.');
    }
    const change = { kind: 'reaction', reaction, on, most: REACTIONS } as const;
    return this.#amend(actor, request, 'ReactionResponse', () => ({ change }));
  }

  /** Finds the message through the actor's seat, decides by what it is, and decides anew where that has changed. */
  async #amend(
    actor: Actor,
    request: AmendRequest & KeyedRequest,
    type: 'MessageEditResponse' | 'MessageDeleteResponse' | 'ReactionResponse',
    decide: (seat: Seat, isOwn: boolean) => Decided,
  ): Promise<Frame> {
    const { person } = actor;
    const { chat, target } = request;
    const answer = { type, status: 200, chat, target } as const;
    for (let look = 0; look < LOOKS; look++) {
      const seat = await this.#store.seat(person.id, chat);
      const message = seat && (await this.#store.findMessage(person.id, chat, target));
      if (!seat || !message || message.isDeleted) return refuse('not_found');
      const decided = decide(seat, message.sender === person.id);
      if ('refusal' in decided) return decided.refusal;
      // Taking back what one has said is no way to say more.
      if (decided.change.kind !== 'delete' && seat.mutedUntil > this.#clock.now()) {
        return refuse('forbidden', 'A moderator has asked you to be quiet here for a time.');
      }
      const amended = await this.#store.amend({
        chat,
        target,
        by: person.id,
        at: this.#clock.now(),
        change: decided.change,
        seen: { rank: seat.rank },
        ...keyedBy(request, answer),
      });
      if (amended === 'changed') continue;
      if (amended === 'target') return refuse('not_found');
      if (amended === 'full') {
        return refuse('too_large', `A message has at most ${REACTIONS} different reactions.`);
      }
      if (amended === 'unchanged') return { ...answer } as Frame;
      if (isRepeat(amended)) return replay(request, amended);
      this.#say(actor, seat, target, amended, decided.change);
      return { ...answer, seq: amended.seq, at: amended.at } as Frame;
    }
    return refuse('storage_unavailable', 'Your part in this chat keeps changing. Ask again.');
  }

  #say(
    { person, connection }: Actor,
    seat: Seat,
    target: number,
    { chat, seq, at }: { chat: string; seq: number; at: number },
    change: Amendment['change'],
  ): void {
    const sender = person.label;
    const amended = { chat, seq, at, sender, target, change };
    const audience = audienceOf(seat, sender);
    this.#bus.publish({ kind: 'amended', amended, audience, origin: connection });
  }
}

/** Who hears what the person says in that seat. */
export function audienceOf({ chat, name, peer }: Seat, sender: PersonName): Audience {
  return peer
    ? { sender, recipient: { id: peer.id, name: peer.name } }
    : { group: { id: chat, name } };
}
