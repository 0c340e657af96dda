import { existsSync, readFileSync } from 'node:fs';
import { chatnameProblem } from '@chateau/protocol';
import { parse, TomlError } from 'smol-toml';
import Type, { type TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { ldapProblems } from './adapters/ldap/problems.ts';
import { SETTING_ROWS, type SettingRow, type Settings } from './settings.ts';
import { proxiesProblem } from './transport/proxies.ts';

/** Where settings are looked for when nobody names a file. */
const USUAL_FILE = 'chateau.toml';

export interface ConfigSource {
  /** A settings file; without one `chateau.toml` is read where it exists. */
  readonly config?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The settings, or everything that is wrong with them, a sentence each. */
export type Config =
  | { readonly settings: Settings; readonly file: string | undefined }
  | { readonly problems: readonly string[]; readonly file: string | undefined };

/** Settings whose value is nobody's business, however wrong it is. */
const SECRET = /password$/;

type Table = Record<string, unknown>;

/** Defaults, then the file, then the environment: the later one wins. */
export function loadConfig({ config, env = process.env }: ConfigSource = {}): Config {
  const file = config ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  const { table, problems } = readTable(file);
  problems.push(...unknownKeys(table), ...unknownVariables(env));

  const settings: Table = {};
  for (const row of SETTING_ROWS) {
    const { value, from } = read(row, table, env);
    const problem = check(row, value);
    if (problem !== undefined) problems.push(`${from} ${problem}`);
    place(settings, row, value);
  }
  if (problems.length === 0) problems.push(...together(settings as Settings));
  if (problems.length > 0) return { problems, file };
  return { settings: withDirectory(settings as Settings), file };
}

/** Where there is a directory, it has the accounts. */
function withDirectory(settings: Settings): Settings {
  if (settings.ldap.url.length === 0) return settings;
  return { ...settings, accounts: { ...settings.accounts, policy: 'directory' } };
}

/** For `chateau config check`. */
export function checkConfig(source: ConfigSource = {}): {
  file: string | undefined;
  problems: readonly string[];
} {
  const config = loadConfig(source);
  return { file: config.file, problems: 'problems' in config ? config.problems : [] };
}

function readTable(file: string | undefined): { table: Table; problems: string[] } {
  if (file === undefined) return { table: {}, problems: [] };
  try {
    return { table: parse(readFileSync(file, 'utf8')), problems: [] };
  } catch (error) {
    const problem =
      error instanceof TomlError
        ? `${file} is not TOML, line ${error.line}: ${error.message.split('\n')[0]}`
        : `${file} cannot be read: ${(error as Error).message}`;
    return { table: {}, problems: [problem] };
  }
}

function read(
  { section, key, path, variable, shorthand, schema }: SettingRow,
  table: Table,
  env: NonNullable<ConfigSource['env']>,
): { value: unknown; from: string } {
  for (const name of shorthand === undefined ? [variable] : [variable, shorthand]) {
    const text = env[name];
    if (text !== undefined) return { value: fromText(schema, text), from: name };
  }
  const place = section === '' ? table : table[section];
  const alone = shorthand !== undefined && !isTable(place) ? place : undefined;
  const value = isTable(place) ? place[key] : alone;
  // One address is a list of one.
  const listed = Type.IsArray(schema) && typeof value === 'string' ? [value] : value;
  return { value: listed ?? (schema as { default?: unknown }).default, from: path };
}

/** An environment variable's text as the type of its setting; what does not fit stays text and is refused. */
function fromText(schema: TSchema, text: string): unknown {
  if (Type.IsInteger(schema)) return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
  if (Type.IsBoolean(schema)) return ({ true: true, false: false } as Table)[text.trim()] ?? text;
  if (Type.IsRecord(schema)) return fromJson(text);
  if (Type.IsArray(schema)) return text.trimStart().startsWith('[') ? fromJson(text) : parts(text);
  return text;
}

/** DNs have commas of their own, so a list of them is given as JSON. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parts(text: string): string[] {
  const trimmed = text.split(',').map((part) => part.trim());
  return trimmed.filter(Boolean);
}

function check({ schema, key }: SettingRow, value: unknown): string | undefined {
  const [error] = Errors(schema, value);
  if (error && SECRET.test(key)) return error.message;
  const { enum: allowed } = schema as { enum?: readonly unknown[] };
  if (error && allowed)
    return `must be one of ${allowed.join(', ')}, but is ${JSON.stringify(value)}`;
  return error && `${error.message}, but is ${JSON.stringify(value)}`;
}

function place(settings: Table, { section, key }: SettingRow, value: unknown): void {
  if (section !== '') settings[section] ??= {};
  const table = section === '' ? settings : (settings[section] as Table);
  table[key] = value;
}

/** What no single key can be blamed for. */
function together(settings: Settings): string[] {
  const { tls, limits } = settings;
  const problems = directoryProblems(settings);
  if ((tls.cert === '') !== (tls.key === '')) {
    problems.push('tls.cert and tls.key go together: give both, or neither');
  }
  if (limits.content >= limits.frame) {
    problems.push(
      'limits.content must be below limits.frame, which has to hold a message around it',
    );
  }
  return problems;
}

function directoryProblems(settings: Settings): string[] {
  const { accounts, ldap, proxies } = settings;
  const problems: string[] = [];
  const proxy = proxiesProblem(proxies);
  if (proxy !== undefined) problems.push(proxy);
  if (ldap.url.length === 0) {
    if (accounts.policy === 'directory') {
      problems.push('accounts.policy = "directory" needs a directory: give ldap.url and ldap.base');
    }
    return problems;
  }
  if (accounts.policy === 'invite') {
    problems.push(
      'accounts.policy: with ldap.url nobody is invited, the directory has the accounts',
    );
  }
  for (const name of Object.keys(ldap.chats)) {
    const problem = chatnameProblem(name);
    if (problem !== undefined) problems.push(`ldap.chats: ${JSON.stringify(name)}: ${problem}`);
  }
  problems.push(...ldapProblems(ldap));
  return problems;
}

function unknownKeys(table: Table): string[] {
  const known = new Set(SETTING_ROWS.map(({ path }) => path));
  const sections = new Set(SETTING_ROWS.map(({ section }) => section));
  const shorthands = new Set(
    SETTING_ROWS.filter(({ shorthand }) => shorthand !== undefined).map(({ section }) => section),
  );
  return Object.entries(table).flatMap(([name, value]) => {
    if (!sections.has(name)) return known.has(name) ? [] : [`${name} is no setting`];
    if (!isTable(value))
      return shorthands.has(name) ? [] : [`${name} must be a section: [${name}]`];
    const paths = Object.keys(value).map((key) => `${name}.${key}`);
    return paths.filter((path) => !known.has(path)).map((path) => `${path} is no setting`);
  });
}

/** A misspelt variable would otherwise be a setting that silently is not set. */
function unknownVariables(env: NonNullable<ConfigSource['env']>): string[] {
  // CHATEAU_URL and CHATEAU_CHAOS_… belong to the command line and to the tests.
  const known = new Set([
    ...SETTING_ROWS.flatMap(({ variable, shorthand = variable }) => [variable, shorthand]),
    'CHATEAU_URL',
  ]);
  return Object.keys(env)
    .filter((name) => name.startsWith('CHATEAU_') && !name.startsWith('CHATEAU_CHAOS_'))
    .filter((name) => !known.has(name))
    .map((name) => `${name} in the environment is no setting`);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
