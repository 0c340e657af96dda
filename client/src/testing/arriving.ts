import type { RequestOf } from '../wire.ts';
import { type Desk, Refused } from './desk.ts';
import type { FakePerson } from './house.ts';

export type ArrivalRequest = RequestOf<
  'RegisterRequest' | 'ResumeRequest' | 'AccountCreateRequest'
>;

const TYPES = new Set(['RegisterRequest', 'ResumeRequest', 'AccountCreateRequest']);

export function isArrival(frame: { readonly type: string }): frame is ArrivalRequest {
  return TYPES.has(frame.type);
}

/** Who it is that comes in. */
export function arrive(desk: Desk, request: ArrivalRequest): FakePerson {
  switch (request.type) {
    case 'RegisterRequest':
      return request.auth ? login(desk, request) : guest(desk, request);
    case 'AccountCreateRequest':
      isFree(desk, request.username);
      return desk.house.addPerson(request.username, request.password);
    case 'ResumeRequest':
      return back(desk, request);
  }
}

function guest(desk: Desk, { username }: RequestOf<'RegisterRequest'>): FakePerson {
  isFree(desk, username);
  return desk.house.addPerson(username);
}

function login(desk: Desk, { username, password }: RequestOf<'RegisterRequest'>): FakePerson {
  const person = desk.house.person(username);
  if (person?.password === undefined || person.password !== password) {
    throw new Refused('authentication_failed');
  }
  if (person.token === '') person.token = desk.house.newId('token ');
  return person;
}

function back(desk: Desk, { token, username }: RequestOf<'ResumeRequest'>): FakePerson {
  const person = [...desk.house.people.values()].find((other) => other.token === token);
  if (!person || token === '') throw new Refused('token_expired');
  const wanted = username ?? person.username;
  const holder = desk.house.person(wanted);
  if (holder && holder !== person) throw new Refused('username_taken');
  person.username = wanted;
  return person;
}

function isFree(desk: Desk, username: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31}$/u.test(username)) {
    throw new Refused('bad_username');
  }
  if (desk.house.person(username) || desk.house.group(username)) {
    throw new Refused('username_taken');
  }
}
