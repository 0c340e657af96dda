import { type Frame, type FrameOf, WIRE } from '@chateau/protocol';
import type { Bus, Event, Said } from '../ports/bus.ts';
import type { Entry, PersonId } from '../ports/store.ts';
import type { Connection, Publish } from '../transport/connection.ts';

type EventOf<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;

/** Turns what has happened into frames for the connections on this node. Each frame is encoded once. */
export class Fanout {
  readonly #publish: Publish;
  readonly #connections = new Map<PersonId, Set<Connection>>();
  readonly #byId = new Map<number, Connection>();

  constructor(bus: Bus, publish: Publish) {
    this.#publish = publish;
    bus.subscribe((event) => this.#deliver(event));
  }

  /** From now on the connection gets what its person gets. */
  add(connection: Connection, person: PersonId, groups: Iterable<{ readonly id: string }>): void {
    const others = this.#connections.get(person);
    if (others) others.add(connection);
    else this.#connections.set(person, new Set([connection]));
    this.#byId.set(connection.id, connection);
    for (const { id } of groups) connection.subscribe(id);
  }

  remove(connection: Connection, person: PersonId): void {
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
      for (const connection of this.#connections.get(id) ?? []) connection.subscribe(chat.id);
    }
    for (const { id } of members) this.#tell(id, () => frame, origin);
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
