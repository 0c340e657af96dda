import type { CloseReason } from '../close.ts';
import type { WIRE } from '../limits.ts';

/** When a socket ends with which code; `docs/protocol.md` says it in the same words. */
export const CLOSES: Readonly<Record<CloseReason, string>> = {
  goingAway: 'the other side goes away',
  unsupported: 'a kind of data that is not taken',
  invalidText: 'text that is not UTF-8',
  policy:
    'an origin that is not allowed, too many connections of one address, not registered in time',
  tooBig: 'a frame over the limit',
  serverError: 'the server failed',
  restart: 'the server restarts; `retry_after` is in the reason',
  overloaded: 'too much unread or in flight',
  loggedOut: 'logged out, revoked, or the name was claimed by its owner; the reason says which',
  disabled: 'the account is disabled',
};

/** What the limits of the wire are about. */
export const LIMITS: Readonly<Record<keyof typeof WIRE, string>> = {
  serverFrame: 'Bytes of the longest frame that a server sends; lists end early with `more`.',
  clientFrame: 'Bytes of the longest frame that every client accepts.',
  messageId: 'Characters of a `msg_id` that is a string.',
  key: 'Characters of a `key`.',
  device: 'Characters of the label of a device.',
  login: 'Characters of a login that is checked.',
  listedRecipients: 'Names in the `recipients` of a pushed `GroupMessageInitResponse`.',
  reaction: 'Characters of a reaction.',
  reason: 'Characters of the reason of a report.',
  followed: 'People in one `PresenceRequest`.',
  topic: 'Characters of the topic of a group.',
  page: 'Entries of one page.',
};
