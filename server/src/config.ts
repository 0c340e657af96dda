import { existsSync, readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import Type, { type TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { SETTING_ROWS, type SettingRow, type Settings } from './settings.ts';

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

type Table = Record<string, unknown>;

/** Defaults, then the file, then the environment: the later one wins. */
export function loadConfig({ config, env = process.env }: ConfigSource = {}): Config {
  const file = config ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  const { table, problems } = readTable(file);
  problems.push(...unknownKeys(table), ...unknownVariables(env));

  const settings: Table = {};
  for (const row of SETTING_ROWS) {
    const { value, from } = read(row, table, env);
    const problem = check(row.schema, value);
    if (problem !== undefined) problems.push(`${from} ${problem}`);
    place(settings, row, value);
  }
  if (problems.length === 0) problems.push(...together(settings as Settings));
  return problems.length > 0 ? { problems, file } : { settings: settings as Settings, file };
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
  { section, key, path, variable, schema }: SettingRow,
  table: Table,
  env: NonNullable<ConfigSource['env']>,
): { value: unknown; from: string } {
  const fromEnv = env[variable];
  if (fromEnv !== undefined) return { value: fromText(schema, fromEnv), from: variable };
  const place = section === '' ? table : table[section];
  const value = isTable(place) ? place[key] : undefined;
  return { value: value ?? (schema as { default?: unknown }).default, from: path };
}

/** An environment variable's text as the type of its setting; what does not fit stays text and is refused. */
function fromText(schema: TSchema, text: string): unknown {
  if (Type.IsInteger(schema)) return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
  if (Type.IsBoolean(schema)) return ({ true: true, false: false } as Table)[text.trim()] ?? text;
  if (Type.IsArray(schema))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  return text;
}

function check(schema: TSchema, value: unknown): string | undefined {
  const [error] = Errors(schema, value);
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
function together({ tls, limits }: Settings): string[] {
  const problems: string[] = [];
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

function unknownKeys(table: Table): string[] {
  const known = new Set(SETTING_ROWS.map(({ path }) => path));
  const sections = new Set(SETTING_ROWS.map(({ section }) => section));
  return Object.entries(table).flatMap(([name, value]) => {
    if (!sections.has(name)) return known.has(name) ? [] : [`${name} is no setting`];
    if (!isTable(value)) return [`${name} must be a section: [${name}]`];
    const paths = Object.keys(value).map((key) => `${name}.${key}`);
    return paths.filter((path) => !known.has(path)).map((path) => `${path} is no setting`);
  });
}

/** A misspelt variable would otherwise be a setting that silently is not set. */
function unknownVariables(env: NonNullable<ConfigSource['env']>): string[] {
  // CHATEAU_URL and CHATEAU_CHAOS_… belong to the command line and to the tests.
  const known = new Set([...SETTING_ROWS.map(({ variable }) => variable), 'CHATEAU_URL']);
  return Object.keys(env)
    .filter((name) => name.startsWith('CHATEAU_') && !name.startsWith('CHATEAU_CHAOS_'))
    .filter((name) => !known.has(name))
    .map((name) => `${name} in the environment is no setting`);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
