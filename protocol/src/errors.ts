/**
 * Every refusal there is: its status, whether the same request may succeed later without a change,
 * and what it means for the person (PROTOCOL 2 and 4). `code` is for programs and never changes.
 */
export const ERRORS = {
  bad_request: [400, false, 'That message does not have the form that its type asks for.'],
  unknown_type: [400, false, 'There is no request of that type.'],
  too_large: [400, false, 'That is longer than this server takes.'],
  bad_username: [400, false, 'That cannot be a username.'],
  bad_password: [400, false, 'That cannot be a password here.'],
  bad_chatname: [400, false, 'That cannot be the name of a chat.'],
  unknown_recipient: [400, false, 'There is nobody and no group of yours with that name.'],
  internal_error: [400, true, 'The server failed; it is not your fault. Try again.'],
  not_registered: [301, false, 'Register a name first.'],
  authentication_failed: [301, false, 'The login and the password do not fit together.'],
  token_expired: [301, false, 'That token is not valid any more. Register again.'],
  chatname_taken: [301, false, 'That name is taken. Choose another one.'],
  already_registered: [302, false, 'This connection has a name already.'],
  username_taken: [302, false, 'That name is taken. Choose another one.'],
  forbidden: [403, false, 'You may not do that.'],
  not_found: [404, false, 'There is nothing like that, or not for you.'],
  not_enough_people: [404, true, 'Nobody else is free to talk right now.'],
  recipient_offline: [404, true, 'Not everybody you named is online.'],
  reset: [409, false, 'This log is another one than you remember. Load it anew.'],
  conflict: [409, false, 'That key was used for another request.'],
  rate_limited: [429, true, 'That was too much at once. Wait a moment.'],
  storage_unavailable: [503, true, 'The server cannot store anything right now. Try again soon.'],
  directory_unavailable: [503, true, 'The directory that checks logins cannot be reached.'],
} as const satisfies Record<string, readonly [status: number, retryable: boolean, meaning: string]>;

export type ErrorCode = keyof typeof ERRORS;

/** Whether the same request may succeed later as it is. */
export function isRetryable(code: ErrorCode): boolean {
  return ERRORS[code][1];
}
