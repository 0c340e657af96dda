import { type Admin, openAdmin, Refused } from '@chateau/server/admin';
import { columns } from './columns.ts';
import { safeLine } from './safe.ts';
import { newSecret } from './secret.ts';

export interface AdminOptions {
  readonly config?: string;
}

type Role = 'member' | 'moderator' | 'admin';

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
      const seen = seenAt === 0 ? 'never' : new Date(seenAt).toISOString().slice(0, 16);
      rows.push([safeLine(name), role, source, state, seen, safeLine(displayName)]);
    }
    console.log(rows.length > 1 ? columns(rows) : 'There is no account yet.');
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
