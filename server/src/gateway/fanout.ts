import { somebody } from '../chat/entries.ts';
import type { Person } from '../chat/person.ts';
import type { Audience, Bus, Event, Origin } from '../ports/bus.ts';
import type { Stepped } from '../ports/groups.ts';
import type { ChatId, PersonId, PersonName } from '../ports/store.ts';
import type { Connection, Publish } from '../transport/connection.ts';
import { Presence } from './presence.ts';
import * as push from './pushes.ts';

type EventOf<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;

/** What a client may ask to be told of, beside messages. */
const FEATURES = ['log', 'chats', 'presence', 'typing', 'read'] as const;
type Feature = (typeof FEATURES)[number];
/** Those that are said to a whole chat at once. */
const SAID_TO_CHATS = ['log', 'typing', 'read'] as const;

const NONE: ReadonlySet<Feature> = new Set();

/** Turns what has happened into frames for the connections on this node. Each frame is encoded once. */
export class Fanout {
  readonly #publish: Publish;
  readonly #connections = new Map<PersonId, Set<Connection>>();
  readonly #byId = new Map<number, Connection>();
  readonly #features = new Map<Connection, ReadonlySet<Feature>>();
  readonly #presence = new Presence();

  constructor(bus: Bus, publish: Publish) {
    this.#publish = publish;
    bus.subscribe((event) => this.#deliver(event));
  }

  /** From now on the connection gets what its person gets, as far as its client has asked for it. */
  add(connection: Connection, person: Person, features: readonly string[]): void {
    const others = this.#connections.get(person.id);
    if (others) others.add(connection);
    else this.#connections.set(person.id, new Set([connection]));
    this.#byId.set(connection.id, connection);
    const known = FEATURES.filter((feature) => features.includes(feature));
    if (known.length > 0) this.#features.set(connection, new Set(known));
    for (const { id } of person.groups) this.#enter(connection, id);
    if (!this.#wants(connection, 'presence')) return;
    for (const chat of person.directs()) this.#presence.enter(connection, chat);
  }

  /** Whether the connection hears from now on when these people come and go; `false`: they are too many. */
  follow(connection: number, people: readonly PersonId[], on: boolean): boolean {
    const follower = this.#byId.get(connection);
    if (!follower || !this.#wants(follower, 'presence')) return true;
    return this.#presence.follow(follower, people, on);
  }

  connectionsOf(person: PersonId): readonly Connection[] {
    return [...(this.#connections.get(person) ?? [])];
  }

  remove(connection: Connection, person: PersonId): void {
    this.#features.delete(connection);
    this.#presence.forget(connection);
    const connections = this.#connections.get(person);
    connections?.delete(connection);
    if (connections?.size === 0) this.#connections.delete(person);
    this.#byId.delete(connection.id);
  }

  #deliver(event: Event): void {
    switch (event.kind) {
      case 'message':
        this.#message(event);
        break;
      case 'group_opened':
        this.#groupOpened(event);
        break;
      case 'direct_opened':
        this.#directOpened(event);
        break;
      case 'amended': {
        const { amended, audience, origin } = event;
        this.#say('log', audience, (chatname) => push.amendedPush(amended, chatname), origin);
        break;
      }
      case 'stepped':
        this.#stepped(event);
        break;
      case 'read':
        this.#read(event);
        break;
      case 'typing': {
        const { chat, writer, on, audience, origin } = event;
        this.#say('typing', audience, () => push.typingPush(chat, writer, on), origin);
        break;
      }
      case 'preferred': {
        const { person, chat, preference, origin } = event;
        this.#tell(person, () => push.preferencePush(chat, preference), origin, 'chats');
        break;
      }
      case 'presence':
        this.#presence.say(event, this.#connections.get(event.person.id));
        break;
      case 'blocked':
      case 'ended':
        // The people here know the one, the gateway's sockets the other.
        break;
      default:
        event satisfies never;
    }
  }

  #message({ said, message, audience, origin }: EventOf<'message'>): void {
    if ('group' in audience) {
      const { group } = audience;
      const frame = push.messagePush(said, message, group.name, true);
      this.#publish(group.id, frame, this.#origin(origin));
      return;
    }
    const { sender, recipient } = audience;
    if (message.seq === 1) this.#newDirect(message.chat, audience, origin);
    const encode = (chatname: string) => push.messagePush(said, message, chatname, false);
    this.#tell(recipient.id, () => encode(sender.name), origin);
    this.#tell(sender.id, () => encode(recipient.name), origin);
  }

  #groupOpened({ chat, sender, members, origin }: EventOf<'group_opened'>): void {
    const others = members.filter(({ id }) => id !== sender.id);
    const frame = push.groupPush(chat, sender, others, members.length);
    for (const { id } of members) {
      for (const connection of this.#connections.get(id) ?? []) this.#enter(connection, chat.id);
    }
    for (const { id } of members) this.#tell(id, () => frame, origin);
    const view = push.groupViewPush(chat, 'member', members.length);
    for (const { id } of others) this.#tell(id, () => view, origin, 'chats');
    const owners = () => push.groupViewPush(chat, 'owner', members.length);
    this.#tell(sender.id, owners, origin, 'chats');
  }

  #directOpened({ chat, sender, recipient, origin }: EventOf<'direct_opened'>): void {
    this.#tell(recipient.id, () => push.directPush(chat, sender.name), origin);
    this.#tell(sender.id, () => push.directPush(chat, recipient.name), origin);
    this.#newDirect(chat, { sender, recipient }, origin);
  }

  /** A conversation of two is there from now on. */
  #newDirect(
    chat: ChatId,
    { sender, recipient }: { sender: PersonName; recipient: PersonName },
    origin: Origin,
  ): void {
    for (const [person, peer] of [
      [sender, recipient],
      [recipient, sender],
    ] as const) {
      for (const connection of this.#connections.get(person.id) ?? []) {
        if (this.#wants(connection, 'presence')) this.#presence.enter(connection, chat);
      }
      const online = this.#connections.has(peer.id);
      const view = { chatname: peer.name, groupchat: false };
      const frame = () => push.chatPush({ chat, ...view, peer: { ...somebody(peer), online } });
      this.#tell(person.id, frame, origin, 'chats');
    }
  }

  /** Whoever comes hears of it as those did whom the group began with; whoever goes hears nothing more. */
  #stepped({ step, sender, origin }: EventOf<'stepped'>): void {
    const { chat, name, change } = step;
    const isMembers = push.isMembersChange(change);
    if (isMembers && change.joined.length > 0) this.#joined(step, change.joined, sender, origin);
    const frame = push.steppedPush(step, sender);
    this.#publish(topicOf(chat, 'log'), frame, this.#origin(origin));
    if (!isMembers) return;
    for (const { id } of change.left) this.#left(chat, id, origin);
    for (const { id, role } of change.roles ?? []) {
      this.#tell(id, () => push.chatPush({ chat, chatname: name, role }), undefined, 'chats');
    }
    for (const { id, until } of change.muted ?? []) {
      this.#tell(id, () => push.chatPush({ chat, muted_until: until }), undefined, 'chats');
    }
  }

  #joined(
    { chat, name, members = [], memberCount = 0 }: Stepped,
    joined: readonly PersonName[],
    sender: PersonName,
    origin: Origin,
  ): void {
    const others = members.filter(({ id }) => id !== sender.id);
    const frame = push.groupPush({ id: chat, name }, sender, others, memberCount);
    const view = push.groupViewPush({ id: chat, name }, 'member', memberCount);
    for (const { id } of joined) {
      for (const connection of this.#connections.get(id) ?? []) this.#enter(connection, chat);
      this.#tell(id, () => frame, origin);
      this.#tell(id, () => view, origin, 'chats');
    }
  }

  #left(chat: ChatId, person: PersonId, origin: Origin): void {
    for (const connection of this.#connections.get(person) ?? []) {
      connection.unsubscribe(chat);
      for (const feature of SAID_TO_CHATS) connection.unsubscribe(topicOf(chat, feature));
      this.#presence.leave(connection, chat);
    }
    this.#tell(person, () => push.chatPush({ chat, gone: true }), origin, 'chats');
  }

  #read({ chat, reader, seq, shown, origin }: EventOf<'read'>): void {
    const frame = push.readPush(chat, reader, seq);
    if (shown) this.#say('read', shown, () => frame, origin);
    else this.#tell(reader.id, () => frame, origin, 'read');
  }

  #enter(connection: Connection, chat: ChatId): void {
    connection.subscribe(chat);
    for (const feature of SAID_TO_CHATS) {
      if (this.#wants(connection, feature)) connection.subscribe(topicOf(chat, feature));
    }
    if (this.#wants(connection, 'presence')) this.#presence.enter(connection, chat);
  }

  /** To everybody of a chat whose client has asked for such things. */
  #say(
    feature: (typeof SAID_TO_CHATS)[number],
    audience: Audience,
    encode: (chatname: string) => string,
    origin: Origin,
  ): void {
    if ('group' in audience) {
      const { id, name } = audience.group;
      this.#publish(topicOf(id, feature), encode(name), this.#origin(origin));
      return;
    }
    const { sender, recipient } = audience;
    this.#tell(recipient.id, () => encode(sender.name), origin, feature);
    this.#tell(sender.id, () => encode(recipient.name), origin, feature);
  }

  /** All of a person's connections but the one that asked; encodes only if there is somebody to read it. */
  #tell(person: PersonId, encode: () => string, origin: Origin, feature?: Feature): void {
    let frame: string | undefined;
    for (const connection of this.#connections.get(person) ?? []) {
      if (connection.id === origin) continue;
      if (feature && !this.#wants(connection, feature)) continue;
      frame ??= encode();
      connection.send(frame);
    }
  }

  #wants(connection: Connection, feature: Feature): boolean {
    return (this.#features.get(connection) ?? NONE).has(feature);
  }

  #origin(origin: Origin): Connection | undefined {
    return origin === undefined ? undefined : this.#byId.get(origin);
  }
}

/** Where a chat's pushes of one feature are said. A chat's id has no slash. */
function topicOf(chat: ChatId, feature: (typeof SAID_TO_CHATS)[number]): string {
  return `${chat}/${feature}`;
}
