import Type, { type Static, type TSchema } from 'typebox';

/**
 * Every setting, its default and what it is for. `chateau.example.toml` says the same for people, and a
 * test holds the two together.
 */

const seconds = (value: number) => Type.Integer({ minimum: 1, maximum: 86_400, default: value });
const count = (value: number, maximum = 1_000_000) =>
  Type.Integer({ minimum: 1, maximum, default: value });
const text = (value: string) => Type.String({ default: value });
const flag = (value: boolean) => Type.Boolean({ default: value });
const table = () => Type.Record(Type.String(), Type.String({ minLength: 1 }), { default: {} });
const list = (value: string[]) => Type.Array(Type.String({ minLength: 1 }), { default: value });

const MEBIBYTE = 1024 * 1024;

export const SETTINGS = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 64, default: 'Chateau' }),
  host: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, default: ['127.0.0.1', '::1'] }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8888 }),
  data: Type.String({ minLength: 1, default: './data' }),
  origins: list([]),
  proxies: list([]),
  list_public: flag(false),
  guests: Type.Object({
    enabled: flag(true),
    hold: Type.Integer({ minimum: 0, maximum: 86_400, default: 60 }),
    token_days: count(7, 3_650),
  }),
  accounts: Type.Object({
    policy: Type.Enum(['open', 'invite', 'directory'], { default: 'open' }),
    token_days: count(30, 3_650),
    // NIST SP 800-63B-4, 3.1.1.2: 15 where the password is all there is, and never below 8.
    password_min: Type.Integer({ minimum: 8, maximum: 64, default: 15 }),
    invitation_days: count(7, 365),
  }),
  logins: Type.Object({
    failures: count(4, 1_000),
    failures_per_address: count(50, 100_000),
    window: seconds(1_800),
  }),
  ldap: Type.Object({
    url: list([]),
    base: text(''),
    filter: text('(uid={username})'),
    bind_dn: text(''),
    bind_password: text(''),
    ca: text(''),
    start_tls: flag(false),
    plain: flag(false),
    timeout: Type.Integer({ minimum: 1, maximum: 60, default: 5 }),
    connections: count(32, 1_000),
    name: Type.String({ minLength: 1, default: 'uid' }),
    display_name: Type.String({ minLength: 1, default: 'displayName' }),
    id: Type.String({ minLength: 1, default: 'entryUUID' }),
    moderators: list([]),
    admins: list([]),
    chats: table(),
    sync: seconds(60),
  }),
  limits: Type.Object({
    enabled: flag(true),
    // What comes in may go out again with names around it, and no frame of ours is longer than 256 KiB.
    frame: count(64 * 1024, 240 * 1024),
    content: count(61_440, 240 * 1024),
    // Who has come into a group is told in one frame.
    recipients: count(1_000, 1_500),
    group: count(10_000, 100_000),
    in_flight: count(1_024),
    in_flight_bytes: count(MEBIBYTE, 64 * MEBIBYTE),
    unread_output: Type.Integer({
      minimum: 256 * 1024,
      maximum: 64 * MEBIBYTE,
      default: MEBIBYTE,
    }),
    register_within: seconds(10),
    ping: seconds(25),
    pong: seconds(8),
    connections_per_address: count(200),
    // The dearest request must fit into it.
    burst: Type.Integer({ minimum: 5, maximum: 1_000_000, default: 50 }),
    per_second: count(10),
    times_per_person: count(3, 1_000),
    times_per_address: count(50, 100_000),
  }),
  log: Type.Object({
    level: Type.Enum(['info', 'warn', 'error', 'silent'], { default: 'info' }),
  }),
  tls: Type.Object({ cert: text(''), key: text('') }),
});

export type Settings = Static<typeof SETTINGS>;

/** The settings as rows: `section` is empty for those at the top. */
export interface SettingRow {
  readonly section: string;
  readonly key: string;
  readonly schema: TSchema;
  /** `limits.burst` */
  readonly path: string;
  /** `CHATEAU_LIMITS_BURST` */
  readonly variable: string;
  /** `CHATEAU_GUESTS`, where the key may be given in place of its section: `guests = false`. */
  readonly shorthand: string | undefined;
}

/** Keys that stand for their section when that is given a plain value. */
const SHORTHANDS = new Set(['guests.enabled', 'accounts.policy']);

export const SETTING_ROWS: readonly SettingRow[] = Object.entries(SETTINGS.properties).flatMap(
  ([name, schema]) =>
    Type.IsObject(schema)
      ? Object.entries(schema.properties).map(([key, inner]) => row(name, key, inner))
      : [row('', name, schema)],
);

function row(section: string, key: string, schema: TSchema): SettingRow {
  const words = section === '' ? [key] : [section, key];
  const variable = ['chateau', ...words].join('_').toUpperCase();
  const path = words.join('.');
  const shorthand = SHORTHANDS.has(path) ? `CHATEAU_${section.toUpperCase()}` : undefined;
  return { section, key, schema, path, variable, shorthand };
}
