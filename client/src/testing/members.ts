import { appear, append, chatOf, type Desk, type Handlers, Refused } from './desk.ts';
import { type FakeChat, type FakePerson, somebody } from './house.ts';
import { page } from './reading.ts';

/** Groups, conversations of two, and who is in them. */
export const members: Handlers = {
  GroupMessageInitRequest(desk, person, { chatname, recipients, topic = '', policy, offline }) {
    const { house } = desk;
    if (house.group(chatname) || house.person(chatname)) throw new Refused('chatname_taken');
    const people = recipients.map((name) => house.person(name));
    const missing = recipients.filter((_, index) => {
      const other = people[index];
      return !other || (!desk.isOnline(other) && !offline);
    });
    if (missing.length > 0) throw new Refused('recipient_offline', { recipients: missing });
    const others = people.filter((other) => other !== undefined && other !== person);
    const chat = house.addChat(chatname, person, ...(others as FakePerson[]));
    Object.assign(chat, { topic, policy: policy ?? 'invite' });
    for (const other of chat.seats.values()) invite(desk, chat, person, other.person);
    return { type: 'GroupMessageInitResponse', status: 200, chatname, chat: chat.id };
  },

  SingleMessageInitRequest(desk, person, { recipient }) {
    const other = desk.house.person(recipient);
    if (!other || !desk.isOnline(other)) throw new Refused('recipient_offline');
    const answer = { type: 'SingleMessageInitResponse', status: 200, chatname: recipient };
    const known = desk.house.direct(person, other);
    if (known) return { ...answer, chat: known.id };
    const chat = desk.house.addChat(undefined, person, other);
    for (const reader of [person, other]) appear(desk, chat, reader);
    const push = { type: 'SingleMessageInitResponse', status: 201, chat: chat.id };
    desk.push(other, { ...push, chatname: person.username });
    desk.push(person, { ...push, chatname: recipient });
    return { ...answer, chat: chat.id };
  },

  MemberListRequest(desk, person, { chat: id, after, limit }) {
    const seats = [...chatOf(desk, person, id).seats.values()];
    const from = seats.findIndex((seat) => seat.person.id === after) + 1;
    const { items, more } = page(seats.slice(from), limit);
    const rows = items.map((seat) => ({
      ...somebody(seat.person),
      role: seat.role,
      online: desk.isOnline(seat.person),
      ...(seat.mutedUntil > 0 && { muted_until: seat.mutedUntil }),
    }));
    const answer = { type: 'MemberListResponse', status: 200, chat: id, members: rows };
    return { ...answer, member_count: seats.length, ...more };
  },

  GroupInviteRequest(desk, person, { chat: id, recipients }) {
    const chat = chatOf(desk, person, id);
    const people = recipients.flatMap((name) => desk.house.person(name) ?? []);
    const joining = people.filter((other) => !chat.seats.has(other.id));
    const answer = { type: 'GroupInviteResponse', status: 200, chat: id };
    return joining.length === 0 ? answer : { ...answer, ...join(desk, chat, person, joining) };
  },

  GroupJoinRequest(desk, person, { chat: id, chatname }) {
    const chat = id === undefined ? desk.house.group(chatname ?? '') : desk.house.chats.get(id);
    if (chat?.policy !== 'open') throw new Refused('not_found');
    const about = { chat: chat.id, chatname: chat.nameFor(person) };
    const answer = { type: 'GroupJoinResponse', status: 200, ...about };
    if (chat.seats.has(person.id)) return answer;
    return { ...answer, ...join(desk, chat, person, [person]) };
  },

  GroupLeaveRequest(desk, person, { chat: id }) {
    const placed = leave(desk, chatOf(desk, person, id), person, person);
    return { type: 'GroupLeaveResponse', status: 200, ...placed };
  },

  GroupRemoveRequest(desk, person, { chat: id, id: other }) {
    const chat = chatOf(desk, person, id);
    const removed = chat.seats.get(other)?.person;
    if (chat.seats.get(person.id)?.role === 'member') throw new Refused('forbidden');
    if (!removed) throw new Refused('not_found');
    return { type: 'GroupRemoveResponse', status: 200, ...leave(desk, chat, person, removed) };
  },

  GroupChangeRequest(desk, person, { chat: id, name, topic, policy }) {
    const chat = chatOf(desk, person, id);
    Object.assign(chat, JSON.parse(JSON.stringify({ name, topic, policy })));
    const change = JSON.parse(JSON.stringify({ kind: 'change', name, topic, policy }));
    const placed = append(desk, chat, person, change, 'ChatChangeRecv');
    return { type: 'GroupChangeResponse', status: 200, ...placed };
  },

  GroupRoleRequest(desk, person, { chat: id, id: other, role }) {
    const chat = chatOf(desk, person, id);
    const seat = chat.seats.get(other);
    const mine = chat.seats.get(person.id);
    if (!seat) throw new Refused('not_found');
    if (mine?.role !== 'owner') throw new Refused('forbidden');
    seat.role = role;
    const roles = [{ ...somebody(seat.person), role }];
    if (role === 'owner') {
      mine.role = 'moderator';
      roles.push({ ...somebody(person), role: 'moderator' });
    }
    const step = { kind: 'members', joined: [], left: [], roles };
    const placed = append(desk, chat, person, step, 'MembersRecv');
    desk.push(seat.person, { type: 'ChatRecv', chat: id, role }, 'chats');
    return { type: 'GroupRoleResponse', status: 200, ...placed };
  },

  GroupMuteRequest(desk, person, { chat: id, id: other, seconds }) {
    const chat = chatOf(desk, person, id);
    const seat = chat.seats.get(other);
    if (!seat) throw new Refused('not_found');
    const until = seconds === 0 ? 0 : desk.now() + seconds * 1_000;
    seat.mutedUntil = until;
    const muted = [{ ...somebody(seat.person), until }];
    const step = { kind: 'members', joined: [], left: [], muted };
    const placed = append(desk, chat, person, step, 'MembersRecv');
    desk.push(seat.person, { type: 'ChatRecv', chat: id, muted_until: until }, 'chats');
    return { type: 'GroupMuteResponse', status: 200, ...placed };
  },

  GroupListRequest(desk, person, { query = '', after = '', limit }) {
    const open = [...desk.house.chats.values()]
      .filter(({ policy, name }) => policy === 'open' && name?.includes(query) && name > after)
      .toSorted((one, other) => ((one.name ?? '') < (other.name ?? '') ? -1 : 1));
    const { items, more } = page(open, limit);
    const groups = items.map((chat) => ({
      chat: chat.id,
      chatname: chat.name,
      topic: chat.topic,
      member_count: chat.seats.size,
      joined: chat.seats.has(person.id),
    }));
    return { type: 'GroupListResponse', status: 200, groups, ...more };
  },
};

function join(desk: Desk, chat: FakeChat, by: FakePerson, people: readonly FakePerson[]) {
  for (const person of people) chat.seat(person);
  for (const person of people) invite(desk, chat, by, person);
  const step = { kind: 'members', joined: people.map(somebody), left: [] };
  return append(desk, chat, by, step, 'MembersRecv');
}

function leave(desk: Desk, chat: FakeChat, by: FakePerson, person: FakePerson) {
  chat.seats.delete(person.id);
  desk.push(person, { type: 'ChatRecv', chat: chat.id, gone: true }, 'chats');
  const step = { kind: 'members', joined: [], left: [somebody(person)] };
  return append(desk, chat, by, step, 'MembersRecv');
}

function invite(desk: Desk, chat: FakeChat, by: FakePerson, person: FakePerson): void {
  const others = [...chat.seats.values()].map((seat) => seat.person.username);
  desk.push(person, {
    type: 'GroupMessageInitResponse',
    status: 201,
    chatname: chat.name,
    chat: chat.id,
    sender: by.username,
    recipients: others.filter((name) => name !== by.username).slice(0, 200),
    member_count: chat.seats.size,
  });
  appear(desk, chat, person);
}
