import type { Frame, RequestOf, RequestType } from '@chateau/protocol';
import type { Accounts } from '../chat/accounts.ts';
import type { Chats } from '../chat/chats.ts';
import type { Devices } from '../chat/devices.ts';
import type { Guests } from '../chat/guests.ts';
import type { Messages } from '../chat/messages.ts';
import type { Arrival, People } from '../chat/people.ts';
import type { Actor } from '../chat/person.ts';
import { listClients } from '../chat/presence.ts';
import { type Logins, register } from '../chat/register.ts';

/** The nouns that requests are about. */
export interface Domain {
  readonly people: People;
  readonly guests: Guests;
  readonly accounts: Accounts;
  /** Who decides about passwords: the directory, or `accounts`. */
  readonly logins: Logins;
  readonly devices: Devices;
  readonly chats: Chats;
  readonly messages: Messages;
}

/** A request of somebody who has a name. */
interface PersonCommand<T extends RequestType> {
  readonly needs: 'person';
  /** Against the rate limit: what it asks of the server, a message being 1. */
  readonly cost: number;
  /** Whether later requests of the connection may begin before this one has its answer. */
  readonly overlaps: boolean;
  handle(domain: Domain, actor: Actor, request: RequestOf<T>): Frame | Promise<Frame>;
  /** The answer that a request with this `key` had before; asked before a refusal goes out. */
  earlier?(domain: Domain, actor: Actor, request: RequestOf<T>): Promise<Frame | undefined>;
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

export const COMMANDS: { readonly [T in RequestType]: Command<T> } = {
  RegisterRequest: {
    needs: 'newcomer',
    cost: 1,
    overlaps: false,
    response: 'RegisterResponse',
    handle: (domain, request, address) => register(domain, request, address),
  },
  ResumeRequest: {
    needs: 'newcomer',
    cost: 1,
    overlaps: false,
    response: 'ResumeResponse',
    handle: ({ devices }, request) => devices.resume(request),
  },
  AccountCreateRequest: {
    needs: 'newcomer',
    cost: 5,
    overlaps: false,
    response: 'AccountCreateResponse',
    handle: ({ accounts }, request, address) => accounts.create(request, address),
  },
  PasswordChangeRequest: {
    needs: 'person',
    cost: 5,
    overlaps: false,
    handle: ({ accounts }, actor, request) => accounts.changePassword(actor, request),
  },
  DeviceListRequest: {
    needs: 'person',
    cost: 1,
    overlaps: false,
    handle: ({ devices }, actor) => devices.list(actor),
  },
  LogoutRequest: {
    needs: 'person',
    cost: 1,
    overlaps: false,
    handle: ({ devices }, actor, request) => devices.logout(actor, request),
  },
  GroupMessageInitRequest: {
    needs: 'person',
    cost: 2,
    overlaps: false,
    handle: ({ chats }, actor, request) => chats.openGroup(actor, request),
  },
  SingleMessageInitRequest: {
    needs: 'person',
    cost: 1,
    overlaps: false,
    handle: ({ chats }, actor, request) => chats.openDirect(actor, request),
  },
  GroupMessageRequest: {
    needs: 'person',
    cost: 1,
    overlaps: true,
    handle: ({ messages }, actor, request) => messages.send(actor, request),
    earlier: ({ messages }, actor, request) => messages.earlier(actor, request),
  },
  MessageRequest: {
    needs: 'person',
    cost: 1,
    overlaps: true,
    handle: ({ messages }, actor, request) => messages.send(actor, request),
    earlier: ({ messages }, actor, request) => messages.earlier(actor, request),
  },
  RandomMessageRequest: {
    needs: 'person',
    cost: 1,
    overlaps: false,
    handle: ({ messages }, actor, request) => messages.sendToStranger(actor, request),
    earlier: ({ messages }, actor, request) => messages.earlier(actor, request),
  },
  ClientListRequest: {
    needs: 'person',
    cost: 1,
    overlaps: false,
    handle: ({ people }, actor, request) => listClients(people, actor, request),
  },
};
