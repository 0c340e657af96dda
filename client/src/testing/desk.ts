import type { ErrorCode } from '@chateau/protocol';
import type { RequestOf, RequestType } from '../wire.ts';
import { type FakeChat, type FakeHouse, type FakePerson, somebody } from './house.ts';

/** What requests are dealt with by: each kind has a file of its own. */
export interface Desk {
  readonly house: FakeHouse;
  now(): number;
  isOnline(person: FakePerson): boolean;
  /** Says something to every connection of somebody but the one that asks, if its features name this one. */
  push(person: FakePerson, frame: object, feature?: string): void;
}

export type Handlers = {
  readonly [T in RequestType]?: (desk: Desk, person: FakePerson, request: RequestOf<T>) => object;
};

/** Thrown by a handler: the request is refused. */
export class Refused extends Error {
  readonly code: ErrorCode;
  readonly more: object;

  constructor(code: ErrorCode, more: object = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** The chat, if it is one's own. */
export function chatOf({ house }: Desk, person: FakePerson, id: string | undefined): FakeChat {
  const chat = id === undefined ? undefined : house.chats.get(id);
  if (chat?.seats.has(person.id)) return chat;
  throw new Refused('not_found');
}

/** Stores a step of a chat's log and says it to everybody in it. */
export function append(
  desk: Desk,
  chat: FakeChat,
  by: FakePerson,
  step: { readonly kind: string; readonly [field: string]: unknown },
  type: string,
): { readonly chat: string; readonly seq: number; readonly at: number } {
  const entry = chat.log.append(step, { id: by.id, username: by.username }, desk.now());
  const { kind, ...said } = entry;
  for (const { person } of [...chat.seats.values()]) {
    const about = { chat: chat.id, chatname: chat.nameFor(person) };
    const isMessage = kind === 'message';
    const more = isMessage ? { groupchat: chat.isGroup, status: status(type, entry.seq) } : {};
    desk.push(person, { type, ...about, ...said, ...more }, isMessage ? undefined : 'log');
  }
  return { chat: chat.id, seq: entry.seq, at: entry.at };
}

/** Tells somebody of a chat that is new to them. */
export function appear(desk: Desk, chat: FakeChat, person: FakePerson): void {
  const { id, isGroup: groupchat, seats } = chat;
  const other = chat.other(person);
  const peer = other && { ...somebody(other), online: desk.isOnline(other) };
  const about = { role: seats.get(person.id)?.role, member_count: seats.size };
  const view = { chatname: chat.nameFor(person), groupchat, ...(groupchat ? about : { peer }) };
  desk.push(person, { type: 'ChatRecv', chat: id, ...view }, 'chats');
}

function status(type: string, seq: number): number {
  return type === 'GroupMessageRecv' && seq === 1 ? 201 : 200;
}
