import { type Admin, openAdmin, Refused } from '@chateau/server/admin';
import { columns } from './columns.ts';
import { askLine } from './line.ts';
import { safe, safeLine } from './safe.ts';
import { newSecret } from './secret.ts';

export interface AdminOptions {
  readonly config?: string;
}

type Role = 'member' | 'moderator' | 'admin';

/** Characters of a reason, or of a message, in a table. */
const CELL = 40;

/** Makes an account. Its password is asked for, read from a pipe, or made and printed. */
export function addUser(name: string, options: AdminOptions & { role: Role }): Promise<number> {
  return withAdmin(options, async (admin) => {
    const given = await newSecret(`Password for ${name} (empty: one is made)`);
    const password = await admin.add(name, given, options.role);
    console.log(`${name} has an account.`);
    if (given === undefined) tell(password);
  });
}

export function resetUser(name: string, options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    const given = await newSecret(`New password for ${name} (empty: one is made)`);
    const password = await admin.reset(name, given);
    console.log(`${name} has a new password, and has to log in again on every device.`);
    if (given === undefined) tell(password);
  });
}

export function disableUser(name: string, options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    await admin.disable(name);
    console.log(`${name} is shut out; \`chateau admin user enable ${name}\` lets them in again.`);
  });
}

export function enableUser(name: string, options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    await admin.enable(name);
    console.log(`${name} may log in.`);
  });
}

export function listUsers(options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    const rows = [['name', 'role', 'from', 'state', 'last seen', 'display name']];
    for await (const account of admin.list()) {
      const { name, role, source, disabledBy, seenAt, displayName } = account;
      const state = disabledBy === undefined ? 'open' : `shut by the ${disabledBy}`;
      const seen = seenAt === 0 ? 'never' : minute(seenAt);
      rows.push([safeLine(name), role, source, state, seen, safeLine(displayName)]);
    }
    console.log(rows.length > 1 ? columns(rows) : 'There is no account yet.');
  });
}

/** Everything that the server has of somebody, as JSON lines: for a file. */
export function exportUser(name: string, options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    for await (const line of admin.export(name)) await print(`${line}\n`);
  });
}

/** For good, so the name is asked for once more. */
export function eraseUser(name: string, options: AdminOptions & { yes?: true }): Promise<number> {
  return withAdmin(options, async (admin) => {
    const account = safeLine(await admin.nameOf(name));
    const question = `Everything of ${account} will be gone. Type the name again`;
    if (!options.yes && (await askLine(question)).trim() !== account) {
      throw new Refused('That is another name. Nothing is erased.');
    }
    await admin.erase(name);
    console.log(
      `${account} is being erased: by the server within seconds, or when it is started again.`,
    );
  });
}

export function listReports(options: AdminOptions & { all?: true }): Promise<number> {
  return withAdmin(options, async (admin) => {
    const rows = [['report', 'when', 'by', 'about', 'reason', 'message', 'state']];
    for await (const { id, at, reporter, about, reason, content, isClosed } of admin.reports()) {
      if (isClosed && !options.all) continue;
      const people = [reporter, about].map((person) => safeLine(person.name) || '(erased)');
      const state = isClosed ? 'closed' : 'open';
      rows.push([id, minute(at), ...people, cell(reason), cell(content ?? ''), state]);
    }
    console.log(rows.length > 1 ? columns(rows) : 'There is no open report.');
  });
}

/** The whole of one, which may be long. */
export function showReport(id: string, options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    const { at, reporter, about, reason, chat, seq, content, isClosed } = await admin.report(id);
    const place = chat === undefined ? [] : [['message', `${chat}, ${seq}`]];
    const state = isClosed ? 'closed' : 'open';
    const by = `${safeLine(reporter.name)} (${reporter.id})`;
    const whom = `${safeLine(about.name)} (${about.id})`;
    const facts = [['when', minute(at)], ['by', by], ['about', whom], ...place, ['state', state]];
    console.log(columns(facts));
    console.log(`\n${safe(reason)}`);
    if (content !== undefined) console.log(`\n${safe(content)}`);
  });
}

export function closeReport(id: string, options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    await admin.closeReport(id);
    console.log(`The report ${id} is closed.`);
  });
}

export function invite(options: AdminOptions): Promise<number> {
  return withAdmin(options, async (admin) => {
    console.log(await admin.invite());
  });
}

/** Exit code 1 and a sentence where it cannot be done. */
async function withAdmin(
  { config }: AdminOptions,
  act: (admin: Admin) => Promise<void>,
): Promise<number> {
  try {
    const admin = openAdmin(config === undefined ? {} : { config });
    await act(admin).finally(() => admin.close());
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    return 1;
  }
}

function tell(password: string): void {
  console.log(`The password is ${password}`);
  console.log('It is shown this once. They can change it when they have logged in.');
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

function cell(text: string): string {
  const characters = [...safeLine(text)];
  return characters.length > CELL
    ? `${characters.slice(0, CELL - 1).join('')}…`
    : characters.join('');
}

/** Not faster than it is read: an archive may be long. */
async function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
