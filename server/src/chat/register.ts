import { type ErrorResponse, type RequestOf, refuse, WIRE } from '@chateau/protocol';
import type { Arrival, People } from './people.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a login must not have
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** A guest by name alone, or somebody whom the directory vouches for. */
export async function register(
  people: People,
  request: RequestOf<'RegisterRequest'>,
): Promise<Arrival | ErrorResponse> {
  const { auth, username, password } = request;
  if (auth !== true && auth !== 'true') return people.register(request);

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
  return refuse('directory_unavailable', 'This server has no directory to check logins with.');
}
