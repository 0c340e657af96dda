/** The requests of a play, each in as few words as it needs. */

type More = { readonly [field: string]: unknown };

export const register = (username: string, more: More = {}) => ({
  type: 'RegisterRequest',
  username,
  ...more,
});

export const resume = (token: string, more: More = {}) => ({
  type: 'ResumeRequest',
  token,
  ...more,
});

export const openGroup = (chatname: string, recipients: readonly string[]) => ({
  type: 'GroupMessageInitRequest',
  chatname,
  recipients,
});

export const groupMessage = (recipient: string, content: string, more: More = {}) => ({
  type: 'GroupMessageRequest',
  recipient,
  content,
  ...more,
});

export const message = (recipient: string, content: string, more: More = {}) => ({
  type: 'MessageRequest',
  recipient,
  content,
  ...more,
});

export const list = (more: More = {}) => ({ type: 'ClientListRequest', ...more });

export const random = (more: More = {}) => ({ type: 'RandomMessageRequest', ...more });

export const openDirect = (recipient: string, more: More = {}) => ({
  type: 'SingleMessageInitRequest',
  recipient,
  ...more,
});

export const createAccount = (username: string, password: string, more: More = {}) => ({
  type: 'AccountCreateRequest',
  username,
  password,
  ...more,
});

export const changePassword = (password: string, new_password: string) => ({
  type: 'PasswordChangeRequest',
  password,
  new_password,
});

export const devices = () => ({ type: 'DeviceListRequest' });

export const logout = (more: More = {}) => ({ type: 'LogoutRequest', ...more });

export const history = (chat: unknown, more: More = {}) => ({
  type: 'HistoryRequest',
  chat,
  ...more,
});

export const catchUp = (chats: { readonly [chat: string]: unknown }) => ({
  type: 'CatchUpRequest',
  chats,
});

export const edit = (chat: unknown, target: unknown, content: string, more: More = {}) => ({
  type: 'MessageEditRequest',
  chat,
  target,
  content,
  ...more,
});

export const remove = (chat: unknown, target: unknown, more: More = {}) => ({
  type: 'MessageDeleteRequest',
  chat,
  target,
  ...more,
});

export const react = (chat: unknown, target: unknown, reaction: string, more: More = {}) => ({
  type: 'ReactionRequest',
  chat,
  target,
  reaction,
  on: true,
  ...more,
});

export const read = (chat: unknown, seq: unknown, more: More = {}) => ({
  type: 'ReadRequest',
  chat,
  seq,
  ...more,
});

export const typing = (chat: unknown, more: More = {}) => ({
  type: 'TypingRequest',
  chat,
  ...more,
});

export const chatList = (more: More = {}) => ({ type: 'ChatListRequest', ...more });

export const prefer = (chat: unknown, more: More) => ({
  type: 'ChatPreferenceRequest',
  chat,
  ...more,
});

export const search = (query: string, more: More = {}) => ({
  type: 'SearchRequest',
  query,
  ...more,
});

/** To the conversation with that id, whatever it is called. */
export const say = (chat: unknown, content: string, more: More = {}) => ({
  type: 'GroupMessageRequest',
  chat,
  content,
  ...more,
});

export const members = (chat: unknown, more: More = {}) => ({
  type: 'MemberListRequest',
  chat,
  ...more,
});

export const invite = (chat: unknown, recipients: readonly string[], more: More = {}) => ({
  type: 'GroupInviteRequest',
  chat,
  recipients,
  ...more,
});

export const join = (more: More) => ({ type: 'GroupJoinRequest', ...more });

export const leave = (chat: unknown, more: More = {}) => ({
  type: 'GroupLeaveRequest',
  chat,
  ...more,
});

export const putOut = (chat: unknown, id: string, more: More = {}) => ({
  type: 'GroupRemoveRequest',
  chat,
  id,
  ...more,
});

export const rank = (chat: unknown, id: string, role: string, more: More = {}) => ({
  type: 'GroupRoleRequest',
  chat,
  id,
  role,
  ...more,
});

export const mute = (chat: unknown, id: string, seconds: number, more: More = {}) => ({
  type: 'GroupMuteRequest',
  chat,
  id,
  seconds,
  ...more,
});

export const change = (chat: unknown, more: More) => ({
  type: 'GroupChangeRequest',
  chat,
  ...more,
});

export const openGroups = (more: More = {}) => ({ type: 'GroupListRequest', ...more });

export const block = (more: More) => ({ type: 'BlockRequest', ...more });

export const unblock = (id: string) => ({ type: 'UnblockRequest', id });

export const blocked = () => ({ type: 'BlockListRequest' });

export const report = (more: More) => ({ type: 'ReportRequest', reason: 'rude', ...more });

export const available = (random: boolean) => ({ type: 'AvailabilityRequest', random });

export const presence = (ids: readonly string[], more: More = {}) => ({
  type: 'PresenceRequest',
  ids,
  ...more,
});

export const takeAlong = (more: More = {}) => ({ type: 'ExportRequest', ...more });

export const erase = (username: string, more: More = {}) => ({
  type: 'EraseRequest',
  username,
  ...more,
});
