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

export const openDirect = (recipient: string) => ({ type: 'SingleMessageInitRequest', recipient });

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
