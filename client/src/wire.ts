import type { FrameOf as NowFrameOf, RequestOf as NowRequestOf } from '@chateau/protocol';

/** The types of the wire (PROTOCOL 4 and 5), as far as `@chateau/protocol` does not export them yet. */

export type Policy = 'invite' | 'open';
export type Rank = 'owner' | 'moderator' | 'member';
export type Notify = 'all' | 'mentions' | 'none';

export interface Somebody {
  readonly username: string;
  readonly id: string;
}

export interface Reacted {
  readonly reaction: string;
  readonly count: number;
  /** Whether the asker is among them. */
  readonly mine: boolean;
  /** The first who did. */
  readonly people: readonly Somebody[];
}

interface Said {
  readonly seq: number;
  readonly at: number;
  readonly sender: string;
  readonly sender_id: string;
}

interface Membership {
  readonly joined: readonly Somebody[];
  readonly left: readonly Somebody[];
  readonly roles?: readonly (Somebody & { readonly role: Rank })[];
  /** Who may not write until when; `until` 0: may again. */
  readonly muted?: readonly (Somebody & { readonly until: number })[];
}

interface Changed {
  readonly name?: string;
  readonly topic?: string;
  readonly policy?: Policy;
}

/** A message as it is now: deleted, it has no content. */
export interface Message extends Said {
  readonly kind: 'message';
  readonly content?: string;
  readonly reply_to?: number;
  readonly edited_at?: number;
  readonly deleted?: true;
  readonly reactions?: readonly Reacted[];
}

export type Entry =
  | Message
  | (Said & {
      readonly kind: 'edit';
      readonly target: number;
      readonly content?: string;
      readonly deleted?: true;
    })
  | (Said & { readonly kind: 'delete'; readonly target: number })
  | (Said & {
      readonly kind: 'reaction';
      readonly target: number;
      readonly reaction: string;
      readonly on: boolean;
    })
  | (Said & Membership & { readonly kind: 'members' })
  | (Said & Changed & { readonly kind: 'change' });

export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

export interface View {
  readonly chatname: string;
  readonly groupchat: boolean;
  readonly role?: Rank;
  readonly topic?: string;
  readonly policy?: Policy;
  readonly member_count?: number;
  /** The other one of two. */
  readonly peer?: Somebody & { readonly online: boolean };
  /** The other one was a guest and is no more. */
  readonly ended?: true;
  readonly notify: Notify;
  readonly shows_reads: boolean;
  /** Until when one may not write here. */
  readonly muted_until?: number;
}

export interface Last extends Said {
  /** The beginning of it. */
  readonly content: string;
  readonly deleted?: true;
}

export interface ListedChat extends View {
  readonly chat: string;
  readonly last_seq: number;
  readonly read_seq: number;
  readonly unread: number;
  readonly mentions: number;
  readonly last?: Last;
}

export interface Member extends Somebody {
  readonly role: Rank;
  readonly online: boolean;
  readonly muted_until?: number;
}

export interface OpenGroup {
  readonly chat: string;
  readonly chatname: string;
  readonly topic?: string;
  readonly member_count: number;
  readonly joined: boolean;
}

export interface Hit extends Said {
  readonly chat: string;
  readonly chatname: string;
  readonly position: number;
  readonly groupchat: boolean;
  /** A piece of the content; what was found is between U+E000 and U+E001. */
  readonly snippet: string;
}

export type Device = NowFrameOf<'DeviceListResponse'>['devices'][number];

type Ask<T extends string, Fields = object> = { readonly type: T } & Readonly<Fields>;
type Keyed = { key?: string };
type Page = { limit?: number };
type OneOf<A, B> = (A & Partial<B>) | (Partial<A> & B);
type Sending = OneOf<{ chat: string }, { recipient: string }> & {
  content: string;
  reply_to?: number;
} & Keyed;

type NowRequestType =
  | 'RegisterRequest'
  | 'ResumeRequest'
  | 'AccountCreateRequest'
  | 'PasswordChangeRequest'
  | 'DeviceListRequest'
  | 'LogoutRequest'
  | 'ClientListRequest'
  | 'RandomMessageRequest';

type Requests = { [T in NowRequestType]: Omit<NowRequestOf<T>, 'msg_id'> } & {
  GroupMessageInitRequest: Ask<
    'GroupMessageInitRequest',
    {
      recipients: readonly string[];
      chatname: string;
      offline?: boolean;
      topic?: string;
      policy?: Policy;
    } & Keyed
  >;
  SingleMessageInitRequest: Ask<'SingleMessageInitRequest', { recipient: string } & Keyed>;
  GroupMessageRequest: Ask<'GroupMessageRequest', Sending>;
  MessageRequest: Ask<'MessageRequest', Sending>;
  HistoryRequest: Ask<
    'HistoryRequest',
    OneOf<{ chat: string }, { chatname: string }> & {
      after?: number;
      before?: number;
      around?: number;
      at?: number;
    } & Page
  >;
  CatchUpRequest: Ask<'CatchUpRequest', { chats: Readonly<Record<string, number>> }>;
  MessageEditRequest: Ask<
    'MessageEditRequest',
    { chat: string; target: number; content: string } & Keyed
  >;
  MessageDeleteRequest: Ask<'MessageDeleteRequest', { chat: string; target: number } & Keyed>;
  ReactionRequest: Ask<
    'ReactionRequest',
    { chat: string; target: number; reaction: string; on: boolean } & Keyed
  >;
  SearchRequest: Ask<'SearchRequest', { query: string; chat?: string; before?: number } & Page>;
  ChatListRequest: Ask<'ChatListRequest', { after?: string } & Page>;
  ReadRequest: Ask<'ReadRequest', { chat: string; seq: number; back?: boolean }>;
  TypingRequest: Ask<'TypingRequest', { chat: string; on?: boolean }>;
  ChatPreferenceRequest: Ask<
    'ChatPreferenceRequest',
    { chat: string; notify?: Notify; shows_reads?: boolean } & Keyed
  >;
  MemberListRequest: Ask<'MemberListRequest', { chat: string; after?: string } & Page>;
  GroupInviteRequest: Ask<
    'GroupInviteRequest',
    { chat: string; recipients: readonly string[] } & Keyed
  >;
  GroupJoinRequest: Ask<'GroupJoinRequest', OneOf<{ chat: string }, { chatname: string }> & Keyed>;
  GroupLeaveRequest: Ask<'GroupLeaveRequest', { chat: string } & Keyed>;
  GroupRemoveRequest: Ask<'GroupRemoveRequest', { chat: string; id: string } & Keyed>;
  GroupChangeRequest: Ask<'GroupChangeRequest', { chat: string } & Changed & Keyed>;
  GroupRoleRequest: Ask<'GroupRoleRequest', { chat: string; id: string; role: Rank } & Keyed>;
  GroupMuteRequest: Ask<'GroupMuteRequest', { chat: string; id: string; seconds: number } & Keyed>;
  GroupListRequest: Ask<'GroupListRequest', { query?: string; after?: string } & Page>;
  BlockRequest: Ask<'BlockRequest', OneOf<{ id: string }, { username: string }> & Keyed>;
  UnblockRequest: Ask<'UnblockRequest', { id: string } & Keyed>;
  BlockListRequest: Ask<'BlockListRequest'>;
  ReportRequest: Ask<
    'ReportRequest',
    OneOf<{ chat: string; target: number }, { id: string }> & { reason: string } & Keyed
  >;
  AvailabilityRequest: Ask<'AvailabilityRequest', { random: boolean }>;
  PresenceRequest: Ask<'PresenceRequest', { ids: readonly string[]; follow?: boolean }>;
  ExportRequest: Ask<'ExportRequest', { after?: number }>;
  EraseRequest: Ask<'EraseRequest', { username: string; password?: string }>;
};

/** What is `undefined` is left out of the frame. */
type Loose<T> = T extends unknown
  ? { [F in keyof T]: undefined extends T[F] ? T[F] | undefined : T[F] }
  : never;

export type RequestType = keyof Requests;
/** A request as it goes out. */
export type Exact<T extends RequestType> = Requests[T];
export type RequestOf<T extends RequestType> = { [U in T]: Loose<Requests[U]> }[T];
export type Request = RequestOf<RequestType>;

type More = { more?: true };
type Ok<Fields = object> = { status: 200 } & Fields;
type Placed = { chat: string; seq: number; at: number };
type MaybePlaced = { chat: string; seq?: number; at?: number };
type Pushed = Said & { chat: string; chatname: string };

interface Answers {
  RegisterResponse: NowFrameOf<'RegisterResponse'>;
  ResumeResponse: NowFrameOf<'ResumeResponse'>;
  AccountCreateResponse: NowFrameOf<'AccountCreateResponse'>;
  PasswordChangeResponse: Ok;
  DeviceListResponse: NowFrameOf<'DeviceListResponse'>;
  LogoutResponse: Ok;
  GroupMessageInitResponse: Ok<{ chat: string; chatname: string }>;
  SingleMessageInitResponse: Ok<{ chat: string; chatname: string }>;
  MessageSendResponse: NowFrameOf<'MessageSendResponse'>;
  ClientListResponse: NowFrameOf<'ClientListResponse'>;
  RandomMessageResponse: NowFrameOf<'RandomMessageResponse'>;
  HistoryResponse: Ok<
    { chat: string; chatname: string; entries: readonly Entry[]; last_seq: number } & More
  >;
  CatchUpResponse: Ok<
    {
      chats: readonly ({ chat: string; entries: readonly Entry[]; last_seq: number } & More)[];
      reset: readonly string[];
      gone: readonly string[];
    } & More
  >;
  MessageEditResponse: Ok<Placed & { target: number }>;
  MessageDeleteResponse: Ok<Placed & { target: number }>;
  /** Without `seq`, it was so already. */
  ReactionResponse: Ok<MaybePlaced & { target: number }>;
  SearchResponse: Ok<{ hits: readonly Hit[] } & More>;
  ChatListResponse: Ok<{ chats: readonly ListedChat[] } & More>;
  ReadResponse: Ok<{ chat: string; seq: number }>;
  TypingResponse: Ok;
  ChatPreferenceResponse: Ok<{ chat: string }>;
  MemberListResponse: Ok<{ chat: string; members: readonly Member[]; member_count: number } & More>;
  GroupInviteResponse: Ok<MaybePlaced>;
  GroupJoinResponse: Ok<MaybePlaced & { chatname: string }>;
  GroupLeaveResponse: Ok<Placed>;
  GroupRemoveResponse: Ok<Placed>;
  GroupChangeResponse: Ok<Placed>;
  GroupRoleResponse: Ok<Placed>;
  GroupMuteResponse: Ok<Placed>;
  GroupListResponse: Ok<{ groups: readonly OpenGroup[] } & More>;
  BlockResponse: Ok<{ id: string }>;
  UnblockResponse: Ok<{ id: string }>;
  BlockListResponse: Ok<{ people: readonly Somebody[] } & More>;
  ReportResponse: Ok<{ report: string }>;
  AvailabilityResponse: Ok<{ random: boolean }>;
  PresenceResponse: Ok<{ people: readonly (Somebody & { online: boolean })[] }>;
  ExportResponse: Ok<{ lines: readonly string[]; position: number } & More>;
  EraseResponse: Ok;
}

interface Pushes {
  MessageRecv: NowFrameOf<'MessageRecv'> & { reply_to?: number };
  GroupMessageRecv: NowFrameOf<'GroupMessageRecv'> & { reply_to?: number };
  MessageEditRecv: Pushed & { target: number; content: string };
  MessageDeleteRecv: Pushed & { target: number };
  ReactionRecv: Pushed & { target: number; reaction: string; on: boolean };
  MembersRecv: Pushed & Membership;
  ChatChangeRecv: Pushed & Changed;
  /** What is new of a chat for its reader; fields that are not there have not changed. */
  ChatRecv: { chat: string; gone?: true } & Partial<View>;
  ReadRecv: Somebody & { chat: string; seq: number };
  TypingRecv: Somebody & { chat: string; on: boolean };
  PresenceRecv: Somebody & { online: boolean };
}

/** The 201 forms: a chat that is new to the receiver. */
interface Invitations {
  GroupMessageInitResponse: {
    status: 201;
    chat: string;
    chatname: string;
    sender: string;
    recipients: readonly string[];
    member_count: number;
  };
  SingleMessageInitResponse: { status: 201; chat: string; chatname: string };
}

type Framed<T extends string, Fields> = Readonly<Omit<Fields, 'type' | 'msg_id'>> & {
  readonly type: T;
};

export type AnswerType = keyof Answers;
export type PushType = keyof Pushes;
export type AnswerFrame<T extends AnswerType> = { [U in T]: Framed<U, Answers[U]> }[T];
export type Push<T extends PushType> = { [U in T]: Framed<U, Pushes[U]> }[T];
export type Invitation = {
  [T in keyof Invitations]: Framed<T, Invitations[T]>;
}[keyof Invitations];
/** Whatever a server pushes by itself. */
export type AnyPush = Push<PushType> | Invitation;

type AnswerTypeOf<T extends RequestType> = T extends 'GroupMessageRequest' | 'MessageRequest'
  ? 'MessageSendResponse'
  : T extends `${infer Noun}Request`
    ? `${Noun}Response` & AnswerType
    : never;

/** What a request is answered with, unless it is refused. */
export type AnswerOf<T extends RequestType> = AnswerFrame<AnswerTypeOf<T>>;
export type AnswerTo<R extends { readonly type: RequestType }> = AnswerOf<R['type']>;
export type Welcome = AnswerFrame<'RegisterResponse' | 'ResumeResponse' | 'AccountCreateResponse'>;
