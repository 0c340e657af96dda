import Type from 'typebox';
import { At, answered, asked, Device, Features, More, Ok, Person } from '../fields.ts';

/** Who somebody is: coming in, coming back, devices (PROTOCOL 4 and 5.2). */

export const identityRequests = {
  RegisterRequest: Type.Object({
    type: Type.Literal('RegisterRequest'),
    username: Type.String(),
    // Looked at only with `auth`, which is why any value passes here.
    password: Type.Optional(Type.Unknown()),
    auth: Type.Optional(Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')])),
    features: Type.Optional(Features),
    device: Type.Optional(Device),
    ...asked,
  }),
  ResumeRequest: Type.Object({
    type: Type.Literal('ResumeRequest'),
    token: Type.String(),
    username: Type.Optional(Type.String()),
    features: Type.Optional(Features),
    device: Type.Optional(Device),
    ...asked,
  }),
  AccountCreateRequest: Type.Object({
    type: Type.Literal('AccountCreateRequest'),
    username: Type.String(),
    password: Type.String(),
    invitation: Type.Optional(Type.String()),
    features: Type.Optional(Features),
    device: Type.Optional(Device),
    ...asked,
  }),
  PasswordChangeRequest: Type.Object({
    type: Type.Literal('PasswordChangeRequest'),
    password: Type.String(),
    new_password: Type.String(),
    ...asked,
  }),
  DeviceListRequest: Type.Object({ type: Type.Literal('DeviceListRequest'), ...asked }),
  LogoutRequest: Type.Object({
    type: Type.Literal('LogoutRequest'),
    device: Type.Optional(Device),
    all: Type.Optional(Type.Boolean()),
    ...asked,
  }),
} as const;

const ServerInfo = Type.Object({
  name: Type.String(),
  version: Type.String(),
  limits: Type.Record(Type.String(), Type.Number()),
});

const welcome = {
  status: Ok,
  username: Type.String(),
  id: Person,
  token: Type.String(),
  epoch: Type.String(),
  /** Of accounts, for clients that name features. */
  role: Type.Optional(Type.Union([Type.Literal('moderator'), Type.Literal('admin')])),
  display_name: Type.Optional(Type.String()),
  server: Type.Optional(ServerInfo),
  ...answered,
};

const ListedDevice = Type.Object({
  device: Type.String(),
  label: Type.String(),
  created_at: At,
  seen_at: At,
  /** The one that asks. */
  current: Type.Optional(Type.Literal(true)),
});

export const identityFrames = {
  RegisterResponse: Type.Object({ type: Type.Literal('RegisterResponse'), ...welcome }),
  ResumeResponse: Type.Object({ type: Type.Literal('ResumeResponse'), ...welcome }),
  AccountCreateResponse: Type.Object({ type: Type.Literal('AccountCreateResponse'), ...welcome }),
  PasswordChangeResponse: Type.Object({
    type: Type.Literal('PasswordChangeResponse'),
    status: Ok,
    ...answered,
  }),
  DeviceListResponse: Type.Object({
    type: Type.Literal('DeviceListResponse'),
    status: Ok,
    devices: Type.Array(ListedDevice),
    more: More,
    ...answered,
  }),
  LogoutResponse: Type.Object({ type: Type.Literal('LogoutResponse'), status: Ok, ...answered }),
} as const;
