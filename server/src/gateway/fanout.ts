import { type Frame, type FrameOf, WIRE } from '@chateau/protocol';
import type { Bus, Event, Said } from '../ports/bus.ts';
import type { Entry, PersonId, PersonName, Placed } from '../ports/store.ts';
import type { Connection, Publish } from '../transport/connection.ts';

type EventOf<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;

/** Turns what has happened into frames for the connections on this node. Each frame is encoded once. */
export class Fanout {
  readonly #publish: Publish;
  readonly #connections = new Map<PersonId, Set<Connection>>();
  readonly #byId = new Map<number, Connection>();
  /** Those whose clients understand entries that are no messages. */
  readonly #readsLog = new Set<Connection>();

  constructor(bus: Bus, publish: Publish) {
    this.#publish = publish;
    bus.subscribe((event) => this.#deliver(event));
  }

  /** From now on the connection gets what its person gets, as far as its client has asked for it. */
  add(
    connection: Connection,
    person: PersonId,
    groups: Iterable<{ readonly id: string }>,
    features: readonly string[],
  ): void {
    const others = this.#connections.get(person);
    if (others) others.add(connection);
    else this.#connections.set(person, new Set([connection]));
    this.#byId.set(connection.id, connection);
    if (features.includes('log')) this.#readsLog.add(connection);
    for (const { id } of groups) this.#enter(connection, id);
  }

  connectionsOf(person: PersonId): readonly Connection[] {
    return [...(this.#connections.get(person) ?? [])];
  }

  remove(connection: Connection, person: PersonId): void {
    this.#readsLog.delete(connection);
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
      case 'renamed':
        this.#renamed(event);
        break;
      case 'joined':
        this.#joined(event);
        break;
      case 'left':
        this.#left(event);
        break;
      case 'ended':
        // The gateway knows which sockets these are.
        break;
      default:
        event satisfies never;
    }
  }

  #message({ said, entry, audience, origin }: EventOf<'message'>): void {
    if ('group' in audience) {
      const { group } = audience;
      const frame = encodeMessage(said, entry, group.name, true);
      this.#publish(group.id, frame, this.#byId.get(origin));
      return;
    }
    const { sender, recipient } = audience;
    this.#tell(recipient.id, () => encodeMessage(said, entry, sender.name, false), origin);
    this.#tell(sender.id, () => encodeMessage(said, entry, recipient.name, false), origin);
  }

  #groupOpened({ chat, sender, members, origin }: EventOf<'group_opened'>): void {
    const recipients = members.filter(({ id }) => id !== sender.id).map(({ name }) => name);
    const frame = JSON.stringify({
      type: 'GroupMessageInitResponse',
      status: 201,
      chatname: chat.name,
      chat: chat.id,
      sender: sender.name,
      recipients: recipients.slice(0, WIRE.listedRecipients),
      member_count: members.length,
    } satisfies Frame);
    for (const { id } of members) {
      for (const connection of this.#connections.get(id) ?? []) this.#enter(connection, chat.id);
    }
    for (const { id } of members) this.#tell(id, () => frame, origin);
  }

  #renamed({ entry, sender }: EventOf<'renamed'>): void {
    const frame = {
      type: 'ChatChangeRecv',
      ...placed(entry, sender),
      name: entry.chat.name,
    } as const;
    this.#publish(logTopic(entry.chat.id), JSON.stringify(frame satisfies Frame));
  }

  /** Whoever is added to a group learns of it as those did whom it began with. */
  #joined({ entry, person }: EventOf<'joined'>): void {
    const { chat, members, memberCount } = entry;
    const others = members.filter(({ id }) => id !== person.id).map(({ name }) => name);
    const invitation = JSON.stringify({
      type: 'GroupMessageInitResponse',
      status: 201,
      chatname: chat.name,
      chat: chat.id,
      sender: person.name,
      recipients: others.slice(0, WIRE.listedRecipients),
      member_count: memberCount,
    } satisfies Frame);
    for (const connection of this.#connections.get(person.id) ?? []) {
      this.#enter(connection, chat.id);
      connection.send(invitation);
    }
    this.#sayMembers(entry, person, { joined: [somebody(person)], left: [] });
  }

  #left({ entry, person }: EventOf<'left'>): void {
    this.#sayMembers(entry, person, { joined: [], left: [somebody(person)] });
    for (const connection of this.#connections.get(person.id) ?? []) {
      connection.unsubscribe(entry.chat.id);
      connection.unsubscribe(logTopic(entry.chat.id));
    }
  }

  #sayMembers(
    entry: Placed,
    sender: PersonName,
    change: Pick<FrameOf<'MembersRecv'>, 'joined' | 'left'>,
  ): void {
    const frame = { type: 'MembersRecv', ...placed(entry, sender), ...change } as const;
    this.#publish(logTopic(entry.chat.id), JSON.stringify(frame satisfies Frame));
  }

  #enter(connection: Connection, chat: string): void {
    connection.subscribe(chat);
    if (this.#readsLog.has(connection)) connection.subscribe(logTopic(chat));
  }

  #directOpened({ chat, sender, recipient, origin }: EventOf<'direct_opened'>): void {
    const frame = (chatname: string) =>
      JSON.stringify({
        type: 'SingleMessageInitResponse',
        status: 201,
        chatname,
        chat,
      } satisfies Frame);
    this.#tell(recipient.id, () => frame(sender.name), origin);
    this.#tell(sender.id, () => frame(recipient.name), origin);
  }

  /** All of a person's connections but the one that asked; encodes only if there is somebody to read it. */
  #tell(person: PersonId, encode: () => string, origin: number): void {
    let frame: string | undefined;
    for (const connection of this.#connections.get(person) ?? []) {
      if (connection.id === origin) continue;
      frame ??= encode();
      connection.send(frame);
    }
  }
}

/** Where the entries of a chat are said that are no messages. A chat's id has no slash. */
function logTopic(chat: string): string {
  return `${chat}/log`;
}

function placed({ chat, seq, at }: Placed, sender: PersonName) {
  return {
    chat: chat.id,
    chatname: chat.name,
    seq,
    at,
    sender: sender.name,
    sender_id: sender.id,
  };
}

function somebody({ id, name }: PersonName): { username: string; id: PersonId } {
  return { username: name, id };
}

function encodeMessage(
  type: Said,
  { chat, seq, at, sender, content }: Entry,
  chatname: string,
  groupchat: boolean,
): string {
  return JSON.stringify({
    type,
    // Of the two pushes, one says that the chat is new to its receiver.
    status: type === 'GroupMessageRecv' && seq === 1 ? 201 : 200,
    sender: sender.name,
    sender_id: sender.id,
    content,
    chatname,
    groupchat,
    chat,
    seq,
    at,
  } satisfies Omit<FrameOf<'GroupMessageRecv'>, 'type'> & { type: Said });
}
