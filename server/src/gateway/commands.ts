import { type Frame, type RequestOf, type RequestType, refuse } from '@chateau/protocol';
import type { Accounts } from '../chat/accounts.ts';
import type { Amendments } from '../chat/amendments.ts';
import type { Chats } from '../chat/chats.ts';
import type { Devices } from '../chat/devices.ts';
import type { Groups } from '../chat/groups.ts';
import type { Guests } from '../chat/guests.ts';
import type { History } from '../chat/history.ts';
import type { Messages } from '../chat/messages.ts';
import type { Own } from '../chat/own.ts';
import type { Arrival, People } from '../chat/people.ts';
import type { Actor } from '../chat/person.ts';
import { listClients, setAvailability, whoIsHere } from '../chat/presence.ts';
import { type Logins, register } from '../chat/register.ts';
import type { Safety } from '../chat/safety.ts';
import { search } from '../chat/search.ts';
import type { Views } from '../chat/views.ts';
import type { Store } from '../ports/store.ts';
import type { Fanout } from './fanout.ts';
import { FOLLOWED } from './presence.ts';

/** The nouns that requests are about. */
export interface Domain {
  readonly store: Store;
  readonly people: People;
  readonly guests: Guests;
  readonly accounts: Accounts;
  /** Who decides about passwords: the directory, or `accounts`. */
  readonly logins: Logins;
  readonly devices: Devices;
  readonly chats: Chats;
  readonly messages: Messages;
  readonly history: History;
  readonly amendments: Amendments;
  readonly views: Views;
  readonly groups: Groups;
  readonly safety: Safety;
  readonly own: Own;
  readonly fanout: Pick<Fanout, 'follow'>;
}

/** A request of somebody who has a name. */
interface PersonCommand<T extends RequestType> {
  readonly needs: 'person';
  /** Against the rate limit: what it asks of the server, a message being 1. */
  readonly cost: number;
  /**
   * Whether later requests of the connection may begin before this one has its answer. Only what reaches the
   * store without waiting may: otherwise a later one could get there first.
   */
  readonly overlaps: boolean | ((domain: Domain, actor: Actor, request: RequestOf<T>) => boolean);
  handle(domain: Domain, actor: Actor, request: RequestOf<T>): Frame | Promise<Frame>;
}

/** A request that gives a connection its person. */
interface NewcomerCommand<T extends RequestType> {
  readonly needs: 'newcomer';
  readonly cost: number;
  readonly overlaps: false;
  readonly response: Welcome;
  /** `address`: where the connection comes from. */
  handle(domain: Domain, request: RequestOf<T>, address: string): Promise<Arrival | Frame>;
}

/** The answers that give a connection its person. */
export type Welcome = 'RegisterResponse' | 'ResumeResponse' | 'AccountCreateResponse';

export type Command<T extends RequestType> = PersonCommand<T> | NewcomerCommand<T>;

const TOO_MANY_FOLLOWED = `A connection follows at most ${FOLLOWED} people.`;

export const COMMANDS: { readonly [T in RequestType]: Command<T> } = {
  RegisterRequest: newcomer('RegisterResponse', 1, register),
  ResumeRequest: newcomer('ResumeResponse', 1, ({ devices }, request) => devices.resume(request)),
  AccountCreateRequest: newcomer('AccountCreateResponse', 5, ({ accounts }, ...ask) =>
    accounts.create(...ask),
  ),
  PasswordChangeRequest: person(5, ({ accounts }, ...ask) => accounts.changePassword(...ask)),
  DeviceListRequest: person(1, ({ devices }, actor) => devices.list(actor)),
  LogoutRequest: person(1, ({ devices }, ...ask) => devices.logout(...ask)),

  GroupMessageInitRequest: person(2, ({ chats }, ...ask) => chats.openGroup(...ask)),
  SingleMessageInitRequest: person(1, ({ chats }, ...ask) => chats.openDirect(...ask)),
  GroupMessageRequest: person(1, send, sendsAtOnce),
  MessageRequest: person(1, send, sendsAtOnce),
  RandomMessageRequest: person(1, ({ messages }, ...ask) => messages.sendToStranger(...ask)),
  ClientListRequest: person(1, ({ people }, ...ask) => listClients(people, ...ask)),

  HistoryRequest: person(1, ({ history }, ...ask) => history.page(...ask)),
  CatchUpRequest: person(2, ({ history }, ...ask) => history.catchUp(...ask)),
  MessageEditRequest: person(1, ({ amendments }, ...ask) => amendments.edit(...ask)),
  MessageDeleteRequest: person(1, ({ amendments }, ...ask) => amendments.delete(...ask)),
  ReactionRequest: person(1, ({ amendments }, ...ask) => amendments.react(...ask)),
  SearchRequest: person(3, ({ store }, ...ask) => search(store, ...ask)),

  ChatListRequest: person(1, ({ views }, ...ask) => views.list(...ask)),
  ReadRequest: person(1, ({ views }, ...ask) => views.read(...ask)),
  TypingRequest: person(1, ({ views }, ...ask) => views.typing(...ask)),
  ChatPreferenceRequest: person(1, ({ views }, ...ask) => views.prefer(...ask)),

  MemberListRequest: person(1, ({ groups }, ...ask) => groups.members(...ask)),
  GroupInviteRequest: person(2, ({ groups }, ...ask) => groups.invite(...ask)),
  GroupJoinRequest: person(2, ({ groups }, ...ask) => groups.join(...ask)),
  GroupLeaveRequest: person(1, ({ groups }, ...ask) => groups.leave(...ask)),
  GroupRemoveRequest: person(1, ({ groups }, ...ask) => groups.remove(...ask)),
  GroupChangeRequest: person(1, ({ groups }, ...ask) => groups.change(...ask)),
  GroupRoleRequest: person(1, ({ groups }, ...ask) => groups.setRole(...ask)),
  GroupMuteRequest: person(1, ({ groups }, ...ask) => groups.mute(...ask)),
  GroupListRequest: person(2, ({ groups }, ...ask) => groups.list(...ask)),

  BlockRequest: person(1, ({ safety }, ...ask) => safety.block(...ask)),
  UnblockRequest: person(1, ({ safety }, ...ask) => safety.unblock(...ask)),
  BlockListRequest: person(1, ({ safety }, actor) => safety.blocked(actor)),
  ReportRequest: person(5, ({ safety }, ...ask) => safety.report(...ask)),
  AvailabilityRequest: person(1, setAvailability),
  PresenceRequest: person(1, ({ people, fanout }, { connection }, request) => {
    const { ids, follow } = request;
    const isFollowed = follow === undefined || fanout.follow(connection, ids, follow);
    return isFollowed ? whoIsHere(people, request) : refuse('too_large', TOO_MANY_FOLLOWED);
  }),

  ExportRequest: person(5, ({ own }, ...ask) => own.export(...ask)),
  EraseRequest: person(5, ({ own }, ...ask) => own.erase(...ask)),
};

function person<T extends RequestType>(
  cost: number,
  handle: PersonCommand<T>['handle'],
  overlaps: PersonCommand<T>['overlaps'] = false,
): PersonCommand<T> {
  return { needs: 'person', cost, handle, overlaps };
}

function newcomer<T extends RequestType>(
  response: Welcome,
  cost: number,
  handle: NewcomerCommand<T>['handle'],
): NewcomerCommand<T> {
  return { needs: 'newcomer', cost, overlaps: false, response, handle };
}

type SendRequest = RequestOf<'GroupMessageRequest'> | RequestOf<'MessageRequest'>;

function send({ messages }: Domain, actor: Actor, request: SendRequest): Promise<Frame> {
  return messages.send(actor, request);
}

function sendsAtOnce({ messages }: Domain, actor: Actor, request: SendRequest): boolean {
  return messages.isAtHand(actor, request);
}
