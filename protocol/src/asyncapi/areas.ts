import type { FrameType } from '../frames.ts';
import type { RequestType } from '../requests.ts';

/**
 * What every message is there for, in one sentence, by what it is about. The document for programs and the
 * pages for people both say it in these words.
 */

export type MessageType = RequestType | FrameType;
type Sentences = Readonly<Record<string, string>>;

const identity = {
  RegisterRequest: 'Comes in under a name: as a guest, or by a login that is checked.',
  RegisterResponse: 'The connection is registered, and this is who it is.',
  ResumeRequest: 'Comes back as the same person, by the token of an earlier registration.',
  ResumeResponse: 'The same person is back, on this connection.',
  AccountCreateRequest: 'Makes an account of this server and comes in by it.',
  AccountCreateResponse: 'The account is made, and the connection is registered.',
  PasswordChangeRequest: 'Sets another password for the account of this server.',
  PasswordChangeResponse: 'The new password holds, and the other devices are logged out.',
  DeviceListRequest: 'Asks which devices may come back as oneself.',
  DeviceListResponse: 'The devices of the asker, the one seen last first.',
  LogoutRequest: "Ends the token of this device, of another one of one's own, or of all.",
  LogoutResponse: 'The token has ended; the connections that came in by it are closed next.',
};

const talking = {
  GroupMessageInitRequest: 'Opens a group and invites people to it.',
  GroupMessageInitResponse:
    'With 200, the group is open; with 201, pushed: somebody has taken the receiver into a group.',
  GroupMessageRequest: 'Writes a message; its readers get it as `GroupMessageRecv`.',
  MessageRequest: 'Writes a message; its readers get it as `MessageRecv`.',
  MessageSendResponse: 'The message is stored, and this is its place in the log.',
  GroupMessageRecv: 'Somebody has written, by `GroupMessageRequest`.',
  MessageRecv: 'Somebody has written, by `MessageRequest` or to a stranger.',
  ClientListRequest: 'Asks who is online.',
  ClientListResponse: "The usernames of those who are online, the asker's own left out.",
  RandomMessageRequest: 'Writes to somebody picked at random, or only has somebody picked.',
  RandomMessageResponse: 'Who was picked, and the place of what was sent.',
  SingleMessageInitRequest: 'Opens a conversation of two without a message.',
  SingleMessageInitResponse:
    'With 200, the conversation is open; with 201, pushed: somebody has opened one with the receiver.',
};

const log = {
  HistoryRequest: "Asks for a page of one chat's log.",
  HistoryResponse: 'A page of the log, in the order of `seq`.',
  CatchUpRequest: 'Asks what has happened in many chats since the client last looked.',
  CatchUpResponse: 'What is new in each of these chats.',
  MessageEditRequest: "Gives a message of one's own another content.",
  MessageEditResponse: 'The message is changed, by an entry of its own.',
  MessageEditRecv: 'A message has another content now; goes to clients with the feature `log`.',
  MessageDeleteRequest: 'Takes the content of a message away.',
  MessageDeleteResponse: 'The content is gone, by an entry of its own.',
  MessageDeleteRecv: 'A message was deleted; goes to clients with the feature `log`.',
  ReactionRequest: 'Sets a reaction to a message, or takes it back.',
  ReactionResponse: 'The reaction is as it was asked for.',
  ReactionRecv: 'Somebody has reacted or taken it back; goes to clients with the feature `log`.',
  MembersRecv: 'Who is in a group has changed; goes to clients with the feature `log`.',
  ChatChangeRecv:
    'A group has another name, topic or policy; goes to clients with the feature `log`.',
  SearchRequest: 'Looks for words in the chats of the asker.',
  SearchResponse: 'The messages found, the newest first.',
};

const chats = {
  ChatListRequest: 'Asks for the chats that the asker is in.',
  ChatListResponse: 'The chats of the asker, each with what there is to read in it.',
  ChatRecv: 'A chat has appeared, changed for its reader, or gone; for the feature `chats`.',
  ReadRequest: 'Says how far one has read a chat.',
  ReadResponse: 'How far it counts as read now, on every device.',
  ReadRecv: 'Somebody has read on, here or on another device; for the feature `read`.',
  TypingRequest: 'Says that one is typing, or no longer; it is never stored.',
  TypingResponse: 'The others have been told.',
  TypingRecv: 'Somebody is typing, or no longer; for the feature `typing`.',
  ChatPreferenceRequest:
    "Sets how much of a chat one wants to hear, and whether one's reading shows.",
  ChatPreferenceResponse: 'It is set, for every device.',
};

const groups = {
  MemberListRequest: 'Asks who is in a chat.',
  MemberListResponse: 'The members of the chat, with their roles.',
  GroupInviteRequest: 'Takes more people into a group.',
  GroupInviteResponse: 'They are in.',
  GroupJoinRequest: 'Enters a group that is open to all.',
  GroupJoinResponse: 'The asker is in the group.',
  GroupLeaveRequest: 'Leaves a group.',
  GroupLeaveResponse: 'The asker is out of the group.',
  GroupRemoveRequest: 'Takes somebody out of a group.',
  GroupRemoveResponse: 'They are out, and nothing said later reaches them.',
  GroupChangeRequest: 'Gives a group another name, topic or policy.',
  GroupChangeResponse: 'The group is changed.',
  GroupRoleRequest: 'Gives a member another role.',
  GroupRoleResponse: 'The member has that role.',
  GroupMuteRequest: 'Keeps a member from writing for a time.',
  GroupMuteResponse: 'The member is muted, or may write again.',
  GroupListRequest: 'Asks which groups are open to all.',
  GroupListResponse: 'The open groups, by name.',
};

const safety = {
  BlockRequest: 'Keeps somebody away from oneself.',
  BlockResponse: 'Neither can write to the other, and neither is picked for the other.',
  UnblockRequest: 'Takes a block back.',
  UnblockResponse: 'The block is gone.',
  BlockListRequest: 'Asks whom one has blocked.',
  BlockListResponse: 'The people whom the asker has blocked.',
  ReportRequest: 'Tells those who run the server about a message or a person.',
  ReportResponse: 'The report is stored, with what it is about.',
  AvailabilityRequest: 'Says whether one may be picked for strangers.',
  AvailabilityResponse: 'Whether the asker may be picked.',
  PresenceRequest: 'Asks who of these people is online, and follows them if asked to.',
  PresenceResponse: 'Who of them is online.',
  PresenceRecv: 'Somebody has come or gone; for the feature `presence`.',
};

const own = {
  ExportRequest: 'Asks for all that the server has of the asker, page by page.',
  ExportResponse: 'Lines of the archive.',
  EraseRequest: "Has all of one's own data erased; there is no way back.",
  EraseResponse: 'It is erased; the connections of the asker are closed next.',
};

const errors = {
  ErrorResponse: 'Refuses a request, and says why to programs and to people.',
};

interface Area {
  readonly title: string;
  readonly messages: Sentences;
}

/** In the order in which the pages have them. */
export const AREAS: Readonly<Record<string, Area>> = {
  identity: { title: 'Coming in', messages: identity },
  talking: { title: 'Talking', messages: talking },
  log: { title: 'The log', messages: log },
  chats: { title: "One's own chats", messages: chats },
  groups: { title: 'Groups', messages: groups },
  safety: { title: 'Safety and presence', messages: safety },
  own: { title: "One's own data", messages: own },
  errors: { title: 'Refusals', messages: errors },
};

/** A message without a sentence does not compile. */
const sentences: Readonly<Record<MessageType, string>> = {
  ...identity,
  ...talking,
  ...log,
  ...chats,
  ...groups,
  ...safety,
  ...own,
  ...errors,
};

export function sentenceOf(type: MessageType): string {
  return sentences[type];
}

export function areaOf(type: MessageType): string {
  const found = Object.entries(AREAS).find(([, { messages }]) => Object.hasOwn(messages, type));
  if (!found) throw new Error(`${type} belongs to no area`);
  return found[0];
}
