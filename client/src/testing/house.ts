import type { ListedChat, Notify, Policy, Rank, Somebody } from '../wire.ts';
import { FakeLog } from './log.ts';

/** Somebody on a fake server. */
export interface FakePerson {
  readonly id: string;
  username: string;
  token: string;
  readonly password?: string;
  readonly isGuest: boolean;
  readonly blocked: Set<string>;
}

interface Seat {
  readonly person: FakePerson;
  role: Rank;
  /** Entries up to this one were said before they came. */
  readonly from: number;
  readSeq: number;
  mutedUntil: number;
  notify: Notify;
  showsReads: boolean;
}

export class FakeChat {
  readonly id: string;
  readonly log = new FakeLog();
  readonly seats = new Map<string, Seat>();
  /** Of a group. */
  name: string | undefined;
  topic = '';
  policy: Policy = 'invite';

  constructor(id: string, name: string | undefined) {
    this.id = id;
    this.name = name;
  }

  get isGroup(): boolean {
    return this.name !== undefined;
  }

  seat(person: FakePerson, role: Rank = 'member'): void {
    const from = this.policy === 'open' || !this.isGroup ? 0 : this.log.lastSeq;
    const { lastSeq: readSeq } = this.log;
    const liking = { notify: 'all', showsReads: false } as const;
    this.seats.set(person.id, { person, role, from, readSeq, mutedUntil: 0, ...liking });
  }

  nameFor(person: FakePerson): string {
    return this.name ?? this.other(person)?.username ?? '';
  }

  other(person: FakePerson): FakePerson | undefined {
    return [...this.seats.values()].find((seat) => seat.person !== person)?.person;
  }

  /** Messages of others that one has not read, those that were deleted left out. */
  unread(person: FakePerson): { unread: number; mentions: number } {
    const { readSeq = 0, from = 0 } = this.seats.get(person.id) ?? {};
    const unread = this.log
      .messages(person.id)
      .filter(({ seq, sender_id }) => seq > Math.max(readSeq, from) && sender_id !== person.id)
      .filter(({ deleted }) => !deleted);
    const mentions = unread.filter(({ content }) => content?.includes(`@${person.username}`));
    return { unread: Math.min(100, unread.length), mentions: Math.min(100, mentions.length) };
  }
}

/** Who and what there is on a fake server. */
export class FakeHouse {
  readonly people = new Map<string, FakePerson>();
  readonly chats = new Map<string, FakeChat>();
  epoch: string;
  #count = 0;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  newId(kind: string): string {
    return `${kind}${++this.#count}`;
  }

  person(username: string): FakePerson | undefined {
    return [...this.people.values()].find((person) => person.username === username);
  }

  addPerson(username: string, password?: string): FakePerson {
    const [id, token] = [this.newId('p'), this.newId('token ')];
    const person = {
      id,
      username,
      token,
      isGuest: password === undefined,
      blocked: new Set<string>(),
    };
    const added = password === undefined ? person : { ...person, password };
    this.people.set(id, added);
    return added;
  }

  group(name: string): FakeChat | undefined {
    return [...this.chats.values()].find((chat) => chat.name === name);
  }

  direct(one: FakePerson, other: FakePerson): FakeChat | undefined {
    return this.chatsOf(one).find((chat) => !chat.isGroup && chat.seats.has(other.id));
  }

  addChat(name: string | undefined, ...people: readonly FakePerson[]): FakeChat {
    const chat = new FakeChat(this.newId('c'), name);
    for (const [index, person] of people.entries()) {
      chat.seat(person, chat.isGroup && index === 0 ? 'owner' : 'member');
    }
    this.chats.set(chat.id, chat);
    return chat;
  }

  chatsOf(person: FakePerson): FakeChat[] {
    return [...this.chats.values()].filter(({ seats }) => seats.has(person.id));
  }
}

export function somebody({ id, username }: FakePerson): Somebody {
  return { id, username };
}

/** The chat as its list shows it. */
export function listed(
  chat: FakeChat,
  person: FakePerson,
  isOnline: (person: FakePerson) => boolean,
): ListedChat {
  const seat = chat.seats.get(person.id);
  const other = chat.isGroup ? undefined : chat.other(person);
  const last = chat.log.messages(person.id).at(-1);
  return {
    chat: chat.id,
    chatname: chat.nameFor(person),
    groupchat: chat.isGroup,
    ...(chat.isGroup && {
      role: seat?.role ?? 'member',
      topic: chat.topic,
      policy: chat.policy,
      member_count: chat.seats.size,
    }),
    ...(other && { peer: { ...somebody(other), online: isOnline(other) } }),
    notify: seat?.notify ?? 'all',
    shows_reads: seat?.showsReads ?? false,
    ...(seat && seat.mutedUntil > 0 && { muted_until: seat.mutedUntil }),
    last_seq: chat.log.lastSeq,
    read_seq: seat?.readSeq ?? 0,
    ...chat.unread(person),
    ...(last && {
      last: {
        seq: last.seq,
        at: last.at,
        sender: last.sender,
        sender_id: last.sender_id,
        content: (last.content ?? '').slice(0, 200),
        ...(last.deleted && { deleted: last.deleted }),
      },
    }),
  };
}
