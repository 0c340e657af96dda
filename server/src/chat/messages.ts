import { createHash } from 'node:crypto';
import { canonical, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Audience, Bus, Said } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Appended, Chat, Earlier, Keyed, NewMessage, Store } from '../ports/store.ts';
import type { People } from './people.ts';
import { type Actor, Person } from './person.ts';

export interface MessageSettings {
  /** Bytes of UTF-8 in one content. */
  readonly content: number;
}

type SendRequest = RequestOf<'GroupMessageRequest'> | RequestOf<'MessageRequest'>;
type RandomRequest = RequestOf<'RandomMessageRequest'>;

/** Sending: find whom it is for, store it, then say it. */
export class Messages {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #settings: MessageSettings;

  constructor(store: Store, bus: Bus, clock: Clock, people: People, settings: MessageSettings) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#settings = settings;
  }

  async send(actor: Actor, request: SendRequest): Promise<Frame> {
    if (this.#isTooLong(request.content)) return this.#tooLong();
    const canon = canonical(request.recipient);
    const to = actor.person.groupNamed(canon) ?? this.#people.withCanon(canon);
    if (!to || to === actor.person) return refuse('unknown_recipient');

    const { name } = to;
    const said = request.type === 'MessageRequest' ? 'MessageRecv' : 'GroupMessageRecv';
    const stored = await this.#deliver(actor, to, said, request.content, keyedBy(request, name));
    return isRepeat(stored) ? replay(request, stored) : sent(stored, name);
  }

  /** A stranger: picked, and written to if there is something to say. */
  async sendToStranger(actor: Actor, request: RandomRequest): Promise<Frame> {
    const { content } = request;
    if (content !== undefined && this.#isTooLong(content)) return this.#tooLong();
    const { person } = actor;
    const partner = this.#people.available.pick(person);
    if (!partner) return refuse('not_enough_people');

    const { name } = partner;
    if (content === undefined) {
      meet(person, partner);
      return { type: 'RandomMessageResponse', status: 200, client: name };
    }
    const keyed = keyedBy(request, name);
    const stored = await this.#deliver(actor, partner, 'MessageRecv', content, keyed);
    if (isRepeat(stored)) return replay(request, stored);
    meet(person, partner);
    return met(name, stored);
  }

  /** The answer that this request had when it was sent before with its key, if it was. */
  async earlier(
    { person }: Actor,
    request: SendRequest | RandomRequest,
  ): Promise<Frame | undefined> {
    if (request.key === undefined || request.content === undefined) return undefined;
    const earlier = await this.#store.findKeyed(person.id, request.key);
    return earlier && replay(request, earlier);
  }

  async #deliver(
    { person, connection }: Actor,
    to: Chat | Person,
    said: Said,
    content: string,
    keyed: Keyed | undefined,
  ): Promise<Appended | Earlier> {
    const direct = to instanceof Person ? to : undefined;
    // The names as they are when it is sent: by the time it is stored, somebody may have another one.
    const sender = person.label;
    const audience: Audience = direct ? { sender, recipient: direct.label } : { group: to };
    const message: NewMessage = {
      to: direct ? destination(person, direct) : { chat: to.id },
      sender: person.id,
      content,
      at: this.#clock.now(),
    };
    const stored = await this.#store.append(keyed ? { ...message, keyed } : message);
    if (isRepeat(stored)) return stored;
    if (direct) person.rememberDirect(direct.id, stored.chat);
    const entry = { chat: stored.chat, seq: stored.seq, at: stored.at, sender, content };
    this.#bus.publish({ kind: 'message', said, entry, audience, origin: connection });
    return stored;
  }

  #isTooLong(content: string): boolean {
    // A UTF-16 unit is at most three bytes of UTF-8, so most contents need no counting.
    const limit = this.#settings.content;
    return content.length * 3 > limit && Buffer.byteLength(content) > limit;
  }

  #tooLong(): Frame {
    return refuse('too_large', `A message has at most ${this.#settings.content} bytes.`);
  }
}

function destination(sender: Person, recipient: Person): NewMessage['to'] {
  const known = sender.directWith(recipient.id);
  return known === undefined ? { direct: recipient.id } : { chat: known };
}

function meet(one: Person, other: Person): void {
  one.lastPartner = other.id;
  other.lastPartner = one.id;
}

function sent({ chat, seq, at }: Appended, chatname: string): Frame {
  return { type: 'MessageSendResponse', status: 200, chat, chatname, seq, at };
}

function met(client: string, { chat, seq, at }: Appended): Frame {
  return { type: 'RandomMessageResponse', status: 200, client, chat, chatname: client, seq, at };
}

function keyedBy(request: SendRequest | RandomRequest, label: string): Keyed | undefined {
  const { key } = request;
  return key === undefined ? undefined : { key, digest: digest(request), label };
}

/** Tells one request from another by what its sender wrote, not by what it meant at the time. */
function digest(request: SendRequest | RandomRequest): string {
  const { type, content } = request;
  const recipient = 'recipient' in request ? request.recipient : null;
  return createHash('sha256')
    .update(JSON.stringify([type, recipient, content]))
    .digest('hex');
}

/** Whether the key was used before: then nothing was stored, and nobody is to be told. */
function isRepeat(stored: Appended | Earlier): stored is Earlier {
  return 'digest' in stored;
}

function replay(request: SendRequest | RandomRequest, earlier: Earlier): Frame {
  if (earlier.digest !== digest(request)) return refuse('conflict');
  return request.type === 'RandomMessageRequest'
    ? met(earlier.label, earlier)
    : sent(earlier, earlier.label);
}
