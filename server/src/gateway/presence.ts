import type { Event } from '../ports/bus.ts';
import type { ChatId, PersonId } from '../ports/store.ts';
import type { Connection } from '../transport/connection.ts';
import { presencePush } from './pushes.ts';

/**
 * Readers of one chat beyond which coming and going is not told: in a crowd it would be most of what is said, and
 * nobody could read it. They ask for the members instead.
 */
const CROWD = 500;

/** People that one connection may follow. */
export const FOLLOWED = 1_000;

/** Which connections hear who comes and goes: those that share a chat, and those that follow somebody. */
export class Presence {
  readonly #byChat = new Map<ChatId, Set<Connection>>();
  readonly #followers = new Map<PersonId, Set<Connection>>();
  /** To forget a connection without looking everywhere. */
  readonly #chats = new Map<Connection, Set<ChatId>>();
  readonly #followed = new Map<Connection, Set<PersonId>>();

  enter(connection: Connection, chat: ChatId): void {
    put(this.#byChat, chat, connection);
    put(this.#chats, connection, chat);
  }

  leave(connection: Connection, chat: ChatId): void {
    take(this.#byChat, chat, connection);
    take(this.#chats, connection, chat);
  }

  /** `false`: the connection would follow too many, and follows nobody more than before. */
  follow(connection: Connection, people: readonly PersonId[], on: boolean): boolean {
    if (!on) {
      for (const person of people) {
        take(this.#followers, person, connection);
        take(this.#followed, connection, person);
      }
      return true;
    }
    const followed = this.#followed.get(connection);
    if (new Set([...(followed ?? []), ...people]).size > FOLLOWED) return false;
    for (const person of people) {
      put(this.#followers, person, connection);
      put(this.#followed, connection, person);
    }
    return true;
  }

  forget(connection: Connection): void {
    for (const chat of this.#chats.get(connection) ?? []) take(this.#byChat, chat, connection);
    for (const person of this.#followed.get(connection) ?? []) {
      take(this.#followers, person, connection);
    }
    this.#chats.delete(connection);
    this.#followed.delete(connection);
  }

  /** Once to each reader, however many chats they share with the person; `own`: the person's. */
  say(
    { person, online, chats }: Extract<Event, { kind: 'presence' }>,
    own: ReadonlySet<Connection> | undefined,
  ): void {
    const readers = new Set(this.#followers.get(person.id));
    for (const chat of chats) {
      const inChat = this.#byChat.get(chat);
      if (!inChat || inChat.size > CROWD) continue;
      for (const connection of inChat) readers.add(connection);
    }
    if (readers.size === 0) return;
    const frame = presencePush(person, online);
    for (const connection of readers) if (!own?.has(connection)) connection.send(frame);
  }
}

function put<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function take<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
}
