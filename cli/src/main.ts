import { Command, InvalidArgumentError, Option } from 'commander';
import about from '../package.json' with { type: 'json' };
import { address } from './address.ts';

// A reader that has seen enough (`chateau send … | head`) is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const program = new Command('chateau')
  .description('A chat server, and what belongs to it on a command line.')
  .version(about.version)
  .showHelpAfterError('(add --help for what can be given)');

// Each command loads its own module, so that `send` does not wait for the server to load.

program
  .command('serve')
  .description('start the server, until SIGTERM or Ctrl-C')
  .option('--config <file>', 'settings to use instead of the usual file')
  .action(async (options: { config?: string }) => {
    await end((await import('./serve.ts')).serve(options));
  });

program
  .command('send')
  .description('send JSON messages and print every frame that comes back')
  .argument('[files...]', 'files of messages, in any layout; none or - is standard input')
  .addOption(url())
  .option('--wait <ms>', 'end after this long without a frame', milliseconds, 1000)
  .option('--pretty', 'print frames over several lines')
  .action(async (files: string[], options: { url: string; wait: number; pretty?: boolean }) => {
    await end((await import('./send.ts')).send(files, options));
  });

program
  .command('chat')
  .description('talk, from a terminal')
  .argument('[name]', 'what to be called; asked for when it is not given')
  .addOption(url())
  .action(async (name: string | undefined, options: { url: string }) => {
    await end((await import('./chat.ts')).chat(name, options));
  });

program
  .command('conformance')
  .description('hold conversations with a server and grade it by the rules of the protocol')
  .argument('<url>', 'the server, as ws://host:port/ws', address)
  .option('--only <what>', 'only this area, rule, or part of a title')
  .action(async (server: string, options: { only?: string }) => {
    await end((await import('./conformance.ts')).conformance(server, options));
  });

program
  .command('config')
  .description('look after the settings')
  .command('check')
  .description('name everything that is wrong with the settings')
  .argument('[file]', 'settings to look at instead of the usual file')
  .action(async (file: string | undefined) => {
    await end((await import('./config.ts')).configCheck(file));
  });

program
  .command('ldap-check')
  .description('walk through a login with the directory of the settings, and say what to change')
  .argument('[user]', 'whose login to try; the password is asked for, nothing is saved')
  .addOption(settingsFile())
  .action(async (user: string | undefined, options: { config?: string }) => {
    await end((await import('./ldap-check.ts')).ldapCheck(user, options));
  });

const admin = program.command('admin').description('look after accounts, beside a running server');
const user = admin.command('user').description('local accounts, and those of the directory');

user
  .command('add')
  .description('make an account; the password is asked for, read from a pipe, or made')
  .argument('<name>')
  .addOption(
    new Option('--role <role>').choices(['member', 'moderator', 'admin']).default('member'),
  )
  .addOption(settingsFile())
  .action(async (name: string, options: { role: 'member' | 'moderator' | 'admin' }) => {
    await end((await import('./admin.ts')).addUser(name, options));
  });

user
  .command('disable')
  .description('shut an account: nobody gets in by it, and whoever is in is closed')
  .argument('<name>')
  .addOption(settingsFile())
  .action(async (name: string, options: { config?: string }) => {
    await end((await import('./admin.ts')).disableUser(name, options));
  });

user
  .command('enable')
  .description('open an account again')
  .argument('<name>')
  .addOption(settingsFile())
  .action(async (name: string, options: { config?: string }) => {
    await end((await import('./admin.ts')).enableUser(name, options));
  });

user
  .command('reset')
  .description('give an account another password, and log its devices out')
  .argument('<name>')
  .addOption(settingsFile())
  .action(async (name: string, options: { config?: string }) => {
    await end((await import('./admin.ts')).resetUser(name, options));
  });

user
  .command('list')
  .description('all accounts, with role, state and when they were last seen')
  .addOption(settingsFile())
  .action(async (options: { config?: string }) => {
    await end((await import('./admin.ts')).listUsers(options));
  });

user
  .command('export')
  .description('print what the server has of somebody, as JSON lines: for a file')
  .argument('<name>')
  .addOption(settingsFile())
  .action(async (name: string, options: { config?: string }) => {
    await end((await import('./admin.ts')).exportUser(name, options));
  });

user
  .command('erase')
  .description('erase an account and all that the person has written, for good')
  .argument('<name>')
  .option('--yes', 'without asking for the name again')
  .addOption(settingsFile())
  .action(async (name: string, options: { config?: string; yes?: true }) => {
    await end((await import('./admin.ts')).eraseUser(name, options));
  });

const report = admin.command('report').description('what people have told the moderators');

report
  .command('list')
  .description('the open reports, the oldest first')
  .option('--all', 'the closed ones as well')
  .addOption(settingsFile())
  .action(async (options: { config?: string; all?: true }) => {
    await end((await import('./admin.ts')).listReports(options));
  });

report
  .command('show')
  .description('the whole of a report, with the message that it is about')
  .argument('<report>')
  .addOption(settingsFile())
  .action(async (id: string, options: { config?: string }) => {
    await end((await import('./admin.ts')).showReport(id, options));
  });

report
  .command('close')
  .description('put a report on the list of those that are done with')
  .argument('<report>')
  .addOption(settingsFile())
  .action(async (id: string, options: { config?: string }) => {
    await end((await import('./admin.ts')).closeReport(id, options));
  });

admin
  .command('invite')
  .description('print an invitation that is good for one account')
  .addOption(settingsFile())
  .action(async (options: { config?: string }) => {
    await end((await import('./admin.ts')).invite(options));
  });

await program.parseAsync();

function settingsFile(): Option {
  return new Option('--config <file>', 'settings to use instead of the usual file');
}

function url(): Option {
  return new Option('--url <url>', 'the server')
    .env('CHATEAU_URL')
    .default('ws://localhost:8888/ws')
    .argParser(address);
}

function milliseconds(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('This is a whole number of milliseconds.');
}

/** Leaves with what a command says, after everything it printed has been read. */
async function end(command: number | Promise<number>): Promise<void> {
  const code = await command;
  await new Promise<void>((resolve) => process.stdout.end(resolve));
  process.exit(code);
}
