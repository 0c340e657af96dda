import type { Received } from '../connection.ts';
import type { Heard } from '../state/entry.ts';
import type { StateEvent } from '../state/event.ts';
import type { Me } from '../state/snapshot.ts';
import type { AnswerOf, Entry, Exact, Request, RequestType } from '../wire.ts';

/** What one's own request has done, now that it is answered: one is not told of it otherwise. */
export interface Effect {
  /** An entry, as others are told of it. */
  readonly heard?: Heard;
  /** An entry that only the log can show. */
  readonly place?: { readonly chat: string; readonly seq: number };
  /** A chat whose log begins for one with what is said next. */
  readonly entered?: string;
  readonly event?: StateEvent;
}

/** A request that says something: what is left without its address is what the entry says. */
type Saying = { readonly type: string } & Partial<Record<'chat' | 'recipient' | 'key', unknown>>;
type Said = { readonly [Field in 'chat' | 'chatname']?: string } & {
  readonly [Field in 'seq' | 'at']?: number;
};
type Exchange = { [T in RequestType]: readonly [T, Exact<T>, AnswerOf<T>] }[RequestType];

export function effectOf(request: Request, answer: Received, me: Me): Effect {
  const exchange = [request.type, request, answer] as unknown as Exchange;
  switch (exchange[0]) {
    case 'MessageRequest':
    case 'GroupMessageRequest':
    case 'RandomMessageRequest':
      return said('message', exchange[1], exchange[2], me);
    case 'MessageEditRequest':
      return said('edit', exchange[1], exchange[2], me);
    case 'MessageDeleteRequest':
      return said('delete', exchange[1], exchange[2], me);
    case 'ReactionRequest':
      return said('reaction', exchange[1], exchange[2], me);
    case 'GroupMessageInitRequest':
    case 'SingleMessageInitRequest':
      return opened(exchange);
    case 'GroupJoinRequest': {
      // What was said before is earlier from the first moment on, also where nothing is said afterwards.
      const coming = { type: '', joined: [me], left: [] };
      return { ...opened(exchange), ...said('members', coming, exchange[2], me) };
    }
    case 'GroupLeaveRequest':
      return { event: { type: 'ChatRecv', chat: exchange[1].chat, gone: true } };
    case 'ReadRequest':
      return { event: { ...exchange[2], type: 'ReadRecv', id: me.id, username: me.username } };
    case 'ChatPreferenceRequest': {
      const { key: _, ...preference } = exchange[1];
      return { event: { ...preference, type: 'ChatRecv' } };
    }
    case 'MemberListRequest':
    case 'PresenceRequest':
      return { event: exchange[2] };
    default:
      return placed(answer as { readonly chat?: string; readonly seq?: number });
  }
}

type ExchangeOf<T extends RequestType> = Extract<Exchange, readonly [T, unknown, unknown]>;

function said(
  kind: Entry['kind'],
  { type: _, chat: __, recipient: ___, key: ____, ...step }: Saying,
  { chat, chatname, seq, at }: Said,
  { id: sender_id, username: sender }: Me,
): Effect {
  // Without a place there was nothing to store: the reaction was there already, or nothing was to be said.
  if (chat === undefined || seq === undefined) return {};
  const entry = { kind, seq, at, sender, sender_id, ...step } as Entry;
  return { heard: { chat, chatname, entry } };
}

function opened([type, , { chat, chatname }]: ExchangeOf<
  'GroupMessageInitRequest' | 'GroupJoinRequest' | 'SingleMessageInitRequest'
>): Effect {
  const groupchat = type !== 'SingleMessageInitRequest';
  const event = { type: 'ChatRecv', chat, chatname, groupchat } as const;
  // A new group begins with it; all others may have been there before.
  return type === 'GroupMessageInitRequest' ? { event } : { event, entered: chat };
}

/** Whatever else has a place in a log is there for the log to show. */
function placed({ chat, seq }: { readonly chat?: string; readonly seq?: number }): Effect {
  return chat === undefined || seq === undefined ? {} : { place: { chat, seq } };
}
