/**
 * Limits of the wire itself. They are not settings: both ends are built on them (PROTOCOL 1 and 2).
 * The limits that an operator may change stand in the server's settings.
 */
export const WIRE = {
  /** The longest frame that a server sends, in bytes; lists end early with `more: true`. */
  serverFrame: 256 * 1024,
  /** The longest frame that every client accepts, in bytes. */
  clientFrame: 1024 * 1024,
  /** Characters of a `msg_id` that is a string. */
  messageId: 64,
  /** Characters of an idempotency `key`. */
  key: 64,
  /** Characters of a device label. */
  device: 64,
  /** Characters of a login that is checked by a directory. */
  login: 256,
  /** Characters of a reaction. */
  reaction: 16,
  /** Characters of the reason in a report. */
  reason: 1_000,
  /** Ids in one `PresenceRequest`. */
  followed: 500,
  /** Characters of a group's topic. */
  topic: 250,
  /** Entries of one page. */
  page: 200,
  /** Names in the `recipients` of a pushed `GroupMessageInitResponse`. */
  listedRecipients: 200,
} as const;
