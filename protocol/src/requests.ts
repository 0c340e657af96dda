import type { Static } from 'typebox';
import { chatRequests } from './areas/chats.ts';
import { classicRequests } from './areas/classic.ts';
import { groupRequests } from './areas/groups.ts';
import { identityRequests } from './areas/identity.ts';
import { logRequests } from './areas/log.ts';
import { ownRequests } from './areas/own.ts';
import { safetyRequests } from './areas/safety.ts';
import type { MessageId as MessageIdSchema } from './fields.ts';

/** What a client may send. Unknown fields are ignored, so objects stay open. */
export const REQUESTS = {
  ...identityRequests,
  ...classicRequests,
  ...logRequests,
  ...chatRequests,
  ...groupRequests,
  ...safetyRequests,
  ...ownRequests,
} as const;

export type RequestType = keyof typeof REQUESTS;
export type RequestOf<T extends RequestType> = Static<(typeof REQUESTS)[T]>;
export type Request = { [T in RequestType]: RequestOf<T> }[RequestType];
export type MessageId = Static<typeof MessageIdSchema>;
