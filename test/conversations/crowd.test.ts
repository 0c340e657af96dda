import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { WIRE } from '@chateau/protocol';
import { openSqliteStore } from '../../server/src/adapters/sqlite/store.ts';
import { systemClock } from '../../server/src/adapters/system/clock.ts';
import { looks, UNICODE_VERSION } from '../../server/src/chat/lookalike.ts';
import { claimUsername } from '../../server/src/chat/names.ts';
import { type BootedServer, bootServer, stageOn, temporaryDirectory } from '../cast.ts';

/** A group as large as a group may be, of people with accounts, few of whom are here. */

const MEMBERS = 10_000;
const INVITED = 1_000;
/** Under names as long as names get, in letters as long as letters get. */
const nameOf = (number: number) => `${'𠮷'.repeat(27)}${`${number}`.padStart(5, '0')}`;

let server: BootedServer;
let stage: Stage;
let alice: Person;
let chat: string;

beforeAll(async () => {
  const data = await temporaryDirectory();
  await makeAccounts(data, MEMBERS);
  const limits = { CHATEAU_LIMITS_ENABLED: 'false', CHATEAU_LIMITS_FRAME: '245760' };
  server = await bootServer({ data, env: limits });
  stage = stageOn(server, { isOwn: true });
  alice = await stage.connect('alice', 'alice');
  await alice.registers({ features: ['log'] });
}, 120_000);

afterAll(async () => {
  await stage.end();
  expect(await server.stop()).toBe(0);
}, 30_000);

test('[group.11, group.14, member.4] ten thousand come into a group, a thousand at a time, and no more', async () => {
  const people = Array.from({ length: MEMBERS }, (_, number) => nameOf(number));
  const opening = { type: 'GroupMessageInitRequest', chatname: 'the whole campus', offline: true };
  const first = people.slice(0, INVITED);
  const opened = await alice.asks({ ...opening, recipients: first }, { status: 200 });
  chat = String(opened['chat']);
  for (let at = INVITED; at < MEMBERS - INVITED; at += INVITED) {
    const recipients = people.slice(at, at + INVITED);
    await alice.asks({ type: 'GroupInviteRequest', chat, recipients }, { status: 200 });
  }
  const [bob] = await stage.enterWith({ features: ['log'] }, 'bob');
  const [, ...last] = people.slice(MEMBERS - INVITED);
  const invite = { type: 'GroupInviteRequest', chat, recipients: [...last, bob.name] };
  await alice.isRefused(invite, 'too_large');
  await bob.hearsNothing();
  last.pop();
  await alice.asks({ ...invite, recipients: [bob.name] }, { status: 200 });
  await bob.receives({ status: 201, chat, member_count: MEMBERS - INVITED + 2 });
  await bob.receives({ type: 'MembersRecv' });
  const { seq } = await alice.asks({ ...invite, recipients: last }, { status: 200 });
  expect(seq).toBe(MEMBERS / INVITED);
  const told = await bob.receives({ type: 'MembersRecv', seq });
  expect(told['joined']).toHaveLength(INVITED - 2);
  expect(bob.leftovers()).toEqual([]);
}, 120_000);

test('[member.3, transport.12] they are listed page by page, each once', async () => {
  const seen = new Set<string>();
  let pages = 0;
  for (let after: string | undefined; ; pages++) {
    const asked = { type: 'MemberListRequest', chat, ...(after !== undefined && { after }) };
    const page = await alice.asks(asked, { status: 200, member_count: MEMBERS });
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(WIRE.serverFrame);
    for (const { id } of page['members'] as { id: string }[]) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      after = id;
    }
    if (page['more'] === undefined) break;
  }
  expect(seen.size).toBe(MEMBERS);
  expect(pages).toBe(MEMBERS / 200 - 1);
}, 60_000);

test('[history.2, history.6, transport.12] the log says who came, in frames that are not too long', async () => {
  const came: string[] = [];
  for (let after = 0; ; ) {
    const page = await alice.asks({ type: 'HistoryRequest', chat, after }, { status: 200 });
    const entries = page['entries'] as { seq: number; joined: { username: string }[] }[];
    came.push(...entries.flatMap(({ joined }) => joined.map(({ username }) => username)));
    after = entries.at(-1)?.seq ?? after;
    if (page['more'] === undefined) break;
  }
  expect(came).toHaveLength(MEMBERS - 1 - INVITED);
  expect(new Set(came).size).toBe(came.length);
  expect(alice.leftovers()).toEqual([]);
}, 60_000);

/** With no password that anybody could give: they stay away. */
async function makeAccounts(directory: string, count: number): Promise<void> {
  const store = openSqliteStore({
    directory,
    clock: systemClock,
    looks: { version: UNICODE_VERSION, of: looks },
    onBroken: () => {},
  });
  const at = Date.now();
  const making = Array.from({ length: count }, (_, number) => {
    const claimed = claimUsername(nameOf(number));
    if (!('claim' in claimed)) throw new Error(claimed.problem);
    const account = { name: claimed.claim, passwordHash: '', role: 'member', at } as const;
    return store.addAccount(account);
  });
  expect(new Set(await Promise.all(making)).size).toBe(count);
  await store.close();
}
