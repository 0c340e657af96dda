import { closeSync, cpSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from '@chateau/test/directory/settings';
import { passwordOf, type Slapd, startSlapd } from '@chateau/test/directory/slapd';
import { type Crowd, enter, leave } from './crowd.ts';
import type { Bench } from './measure.ts';
import { type Program, startChateau, startHub } from './program.ts';
import type { Side } from './trials.ts';

/** What stands ready before a load: a server, and where people log in those who can. */
export interface Stage {
  readonly program: Program;
  readonly crowd?: Crowd;
  /** Processes whose CPU belongs to the load and not to the server. */
  readonly helpers: readonly number[];
  end(): Promise<void>;
}

/** People of the directory, and as many tokens. */
const PEOPLE = 200;
/** One in so many says a wrong password. */
const WRONG = 4;
/** A tenth of a core where others want all of it. */
const BEHIND = 10;
/** Accounts of the server's own. */
const ACCOUNTS = 20;

export async function setStage(
  side: Side,
  directory: string,
  { filled, before }: Pick<Bench, 'filled' | 'before'>,
): Promise<Stage> {
  switch (side) {
    case 'hub':
      return bare(await startHub(directory));
    case 'full':
      copy(await filled(), directory);
      return bare(await startChateau(directory));
    case 'empty':
    case 'quiet':
      return bare(await startChateau(directory));
    case 'before':
      if (before === undefined) throw new Error('There is no earlier commit to measure.');
      return bare(await startChateau(directory, {}, before));
    case 'passwords':
      return withAccounts(directory);
    case 'logins':
    case 'resumes':
      return withDirectory(side, directory);
  }
}

function bare(program: Program): Stage {
  return { program, helpers: [], end: () => program.stop() };
}

async function withDirectory(side: 'logins' | 'resumes', directory: string): Promise<Stage> {
  const slapd = await startSlapd();
  try {
    for (let n = 0; n < PEOPLE; n++) await slapd.add({ uid: nameOf(n) });
    stepBack(slapd.pid);
    const program = await startChateau(directory, environmentFor(slapd));
    const crowd = side === 'logins' ? logins : await resumes(program, slapd);
    const helpers = [slapd.pid, process.pid];
    return { program, crowd, helpers, end: () => program.stop().finally(() => slapd.stop()) };
  } catch (error) {
    await slapd.stop();
    throw error;
  }
}

const logins: Crowd = (n) => login(n % PEOPLE, n % WRONG > 0);

/** Once they have their tokens, the directory answers nobody any more. */
async function resumes({ url }: Program, slapd: Slapd): Promise<Crowd> {
  const entered = await enter(url, (n) => login(n, true), { count: PEOPLE, atOnce: 1 });
  const tokens = entered.map(({ answer }) => answer['token']);
  await leave(entered);
  slapd.pause();
  return (n) => ({
    request: { type: 'ResumeRequest', token: tokens[n % PEOPLE] },
    status: 200,
  });
}

/** Every second one makes an account, which takes a hash as well. */
async function withAccounts(directory: string): Promise<Stage> {
  const program = await startChateau(directory);
  await leave(await enter(program.url, account, { count: ACCOUNTS, atOnce: 1 }));
  const crowd: Crowd = (n) =>
    n % 2 === 0 ? account(ACCOUNTS + n) : login(n % ACCOUNTS, n % WRONG > 1);
  return { program, crowd, helpers: [process.pid], end: () => program.stop() };
}

/** An organisation's directory has a machine of its own: here it takes what the server and the load leave. */
function stepBack(pid: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), BEHIND);
}

function login(n: number, isRight: boolean): ReturnType<Crowd> {
  const password = isRight ? passwordOf(nameOf(n)) : 'not the password';
  const request = { type: 'RegisterRequest', username: nameOf(n), auth: true, password };
  return { request, status: isRight ? 200 : 301 };
}

function account(n: number): ReturnType<Crowd> {
  const request = {
    type: 'AccountCreateRequest',
    username: nameOf(n),
    password: passwordOf(nameOf(n)),
  };
  return { request, status: 200 };
}

function nameOf(n: number): string {
  return `person${n}`;
}

// On the disk before the measurement begins: its commits would wait behind what is still to be written.
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to)) {
    const file = openSync(join(to, name), 'r+');
    fsyncSync(file);
    closeSync(file);
  }
}
