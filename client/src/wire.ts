import type * as Protocol from '@chateau/protocol';
import type { Entry, FrameOf, FrameType, RequestType } from '@chateau/protocol';

/** The wire as a client has it: the protocol's own types, named by what they are to an application. */

export type { Entry, RequestType } from '@chateau/protocol';

export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;
/** A message as it is now: deleted, it has no content. */
export type Message = EntryOf<'message'>;
export type Reacted = NonNullable<Message['reactions']>[number];
export type Somebody = Reacted['people'][number];

export type ListedChat = FrameOf<'ChatListResponse'>['chats'][number];
export type Last = NonNullable<ListedChat['last']>;
export type Notify = ListedChat['notify'];
export type Rank = NonNullable<ListedChat['role']>;
export type Policy = NonNullable<ListedChat['policy']>;
export type Member = FrameOf<'MemberListResponse'>['members'][number];
export type OpenGroup = FrameOf<'GroupListResponse'>['groups'][number];
export type Hit = FrameOf<'SearchResponse'>['hits'][number];

/** What is `undefined` is left out of the frame, and `msg_id` is the connection's. */
type Loose<T> = T extends unknown
  ? { [F in keyof T as Exclude<F, 'msg_id'>]: undefined extends T[F] ? T[F] | undefined : T[F] }
  : never;

/** A request as it goes out. */
export type Exact<T extends RequestType> = Protocol.RequestOf<T>;
export type RequestOf<T extends RequestType> = { [U in T]: Loose<Exact<U>> }[T];
export type Request = RequestOf<RequestType>;

type AnswerType<T extends RequestType> = T extends 'GroupMessageRequest' | 'MessageRequest'
  ? 'MessageSendResponse'
  : T extends `${infer Noun}Request`
    ? `${Noun}Response` & FrameType
    : never;
type FramesOf<T extends FrameType> = { [U in T]: FrameOf<U> }[T];
/** Of the frames that answer in one form and are pushed in another, the one with this status. */
type With<Status, F> = F extends unknown ? F & { status: Status } : never;

/** What a request is answered with, unless it is refused. */
export type AnswerOf<T extends RequestType> = With<200, FramesOf<AnswerType<T>>>;
export type AnswerTo<R extends { readonly type: RequestType }> = AnswerOf<R['type']>;
export type Welcome = AnswerOf<'RegisterRequest' | 'ResumeRequest' | 'AccountCreateRequest'>;

export type PushType = Extract<FrameType, `${string}Recv`>;
export type Push<T extends PushType> = FramesOf<T>;
/** A chat that is new to the receiver. */
export type Invitation = With<
  201,
  FramesOf<'GroupMessageInitResponse' | 'SingleMessageInitResponse'>
>;
/** Whatever a server pushes by itself. */
export type AnyPush = Push<PushType> | Invitation;
