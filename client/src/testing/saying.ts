import type { RequestOf } from '../wire.ts';
import { appear, append, chatOf, type Desk, type Handlers, Refused } from './desk.ts';
import type { FakeChat, FakePerson } from './house.ts';

/** Messages, and what changes them. */
export const saying: Handlers = {
  MessageRequest: (desk, person, request) => send(desk, person, request, 'MessageRecv'),
  GroupMessageRequest: (desk, person, request) => send(desk, person, request, 'GroupMessageRecv'),

  RandomMessageRequest(desk, person, { content }) {
    const others = [...desk.house.people.values()].filter((other) => other !== person);
    const partner = others.find((other) => desk.isOnline(other));
    if (!partner) throw new Refused('not_enough_people');
    const client = partner.username;
    if (content === undefined) return { type: 'RandomMessageResponse', status: 200, client };
    const request = { type: 'MessageRequest', recipient: client, content } as const;
    const sent = send(desk, person, request, 'MessageRecv');
    return { ...sent, type: 'RandomMessageResponse', client };
  },

  MessageEditRequest(desk, person, { chat: id, target, content }) {
    const chat = amendable(desk, person, id, target, 'own');
    const step = { kind: 'edit', target, content };
    const placed = append(desk, chat, person, step, 'MessageEditRecv');
    return { type: 'MessageEditResponse', status: 200, target, ...placed };
  },

  MessageDeleteRequest(desk, person, { chat: id, target }) {
    const chat = amendable(desk, person, id, target, 'own');
    const placed = append(desk, chat, person, { kind: 'delete', target }, 'MessageDeleteRecv');
    return { type: 'MessageDeleteResponse', status: 200, target, ...placed };
  },

  ReactionRequest(desk, person, { chat: id, target, reaction, on }) {
    const chat = amendable(desk, person, id, target, 'any');
    const answer = { type: 'ReactionResponse', status: 200, chat: id, target };
    if (chat.log.isOn(target, reaction, person.id) === on) return answer;
    const step = { kind: 'reaction', target, reaction, on };
    return { ...answer, ...append(desk, chat, person, step, 'ReactionRecv') };
  },
};

function send(
  desk: Desk,
  person: FakePerson,
  request: RequestOf<'MessageRequest' | 'GroupMessageRequest'>,
  type: string,
): object {
  const chat = destination(desk, person, request);
  const { content, reply_to } = request;
  if ((chat.seats.get(person.id)?.mutedUntil ?? 0) > desk.now()) throw new Refused('forbidden');
  if (reply_to !== undefined && !chat.log.message(reply_to)) throw new Refused('not_found');
  const step = { kind: 'message', content, ...(reply_to !== undefined && { reply_to }) };
  const placed = append(desk, chat, person, step, type);
  const chatname = chat.nameFor(person);
  return { type: 'MessageSendResponse', status: 200, chatname, ...placed };
}

function destination(
  desk: Desk,
  person: FakePerson,
  { chat, recipient = '' }: RequestOf<'MessageRequest' | 'GroupMessageRequest'>,
): FakeChat {
  if (chat !== undefined) return chatOf(desk, person, chat);
  const group = desk.house.group(recipient);
  if (group?.seats.has(person.id)) return group;
  const other = desk.house.person(recipient);
  const isKeptAway = other?.blocked.has(person.id) || person.blocked.has(other?.id ?? '');
  if (!other || other === person || isKeptAway) throw new Refused('unknown_recipient');
  return desk.house.direct(person, other) ?? begin(desk, person, other);
}

function begin(desk: Desk, person: FakePerson, other: FakePerson): FakeChat {
  const chat = desk.house.addChat(undefined, person, other);
  for (const reader of [person, other]) appear(desk, chat, reader);
  return chat;
}

function amendable(
  desk: Desk,
  person: FakePerson,
  id: string,
  target: number,
  whose: 'own' | 'any',
): FakeChat {
  const chat = chatOf(desk, person, id);
  const message = chat.log.messages(person.id).find(({ seq }) => seq === target);
  if (!message || message.deleted) throw new Refused('not_found');
  if (whose === 'own' && message.sender_id !== person.id) throw new Refused('forbidden');
  return chat;
}
