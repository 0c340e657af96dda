import { type ErrorResponse, type RequestOf, refuse, WIRE } from '@chateau/protocol';
import type { Guests } from './guests.ts';
import type { Arrival } from './people.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a login must not have
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Whoever decides about logins and passwords: the directory, or the accounts of this server. */
export interface Logins {
  login(
    request: RequestOf<'RegisterRequest'> & { password: string },
    address: string,
  ): Promise<Arrival | ErrorResponse>;
}

/** A guest by name alone, or somebody with a password. */
export async function register(
  { guests, logins }: { guests: Guests; logins: Logins },
  request: RequestOf<'RegisterRequest'>,
  address: string,
): Promise<Arrival | ErrorResponse> {
  const { auth, username, password } = request;
  if (auth !== true && auth !== 'true') return guests.register(request);

  const isFit = username !== '' && [...username].length <= WIRE.login;
  if (!isFit || CONTROL.test(username)) {
    return refuse(
      'bad_request',
      `A login has 1 to ${WIRE.login} characters, none of them a control.`,
    );
  }
  if (password !== undefined && typeof password !== 'string') return refuse('bad_request');
  // Never asked of a directory: a bind with an empty password is an anonymous one and may succeed.
  if (password === undefined || password === '') return refuse('authentication_failed');
  return logins.login({ ...request, password }, address);
}
