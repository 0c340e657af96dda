import { expect, test } from 'bun:test';
import type { ArchiveLine } from '../../../server/src/ports/archive.ts';
import type { PersonId, Store } from '../../../server/src/ports/store.ts';
import { open } from './accounts.ts';
import { edit, react, remove } from './amendments.ts';
import type { Given } from './given.ts';
import { enter, three, token } from './guests.ts';
import { group, say, tell } from './logs.ts';
import { report } from './reports.ts';
import { stepped } from './steps.ts';

/** What the store has of somebody, to take along. */
export function archiveContract(given: Given): void {
  test("an archive has what is somebody's own, each thing once", async () => {
    const { store } = given();
    const phone = { ...token('phone'), device: 'phone', at: 3 };
    const ada = await open(store, 'Ada', { token: phone });
    const [bob, cleo] = [await enter(store, 'bob'), await enter(store, 'cleo')];
    const tea = await group(store, 'Tea', bob, ada);
    await tell(store, { chat: tea }, ada, { content: 'first', at: 4 });
    await tell(store, { chat: tea }, bob, { content: 'of another' });
    await tell(store, { chat: tea }, ada, { content: 'reply', replyTo: 2 });
    await tell(store, { chat: tea }, ada, { content: 'gone' });
    await remove(store, tea, ada, 4);
    await edit(store, tea, ada, 1, 'now');
    await react(store, tea, ada, 2, 'yes');
    await react(store, tea, bob, 2, 'no');
    const { chat } = await tell(store, { direct: ada }, cleo, { content: 'to her' });
    await store.block({ person: ada, other: cleo, on: true, at: 5 });
    await store.block({ person: bob, other: ada, on: true, at: 5 });
    const made = await report(store, ada, { person: cleo }, 6);
    await report(store, cleo, { person: ada }, 6);
    const lines = await archiveOf(store, ada);
    const wanted: ArchiveLine[] = [
      { what: 'person', id: ada, username: 'Ada' },
      { what: 'device', device: 'phone', created_at: 3, seen_at: 3 },
      { what: 'chat', chat: tea, chatname: 'Tea', groupchat: true },
      { what: 'chat', chat, chatname: 'cleo', groupchat: false },
      { what: 'message', chat: tea, seq: 1, at: 4, content: 'now' },
      { what: 'message', chat: tea, seq: 3, at: 1, content: 'reply', reply_to: 2 },
      { what: 'reaction', chat: tea, target: 2, reaction: 'yes' },
      { what: 'block', id: cleo, username: 'cleo' },
      { what: 'report', report: made.report, at: 6, id: cleo, reason: 'rude' },
    ];
    expect(new Set(lines.map(sorted))).toEqual(new Set(wanted.map(sorted)));
    expect(lines).toHaveLength(wanted.length);
  });

  test('what somebody said in a group that they have left is theirs, the group is not', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, bob);
    await stepped(store, chat, bob, { leave: [bob] });
    const lines = (await archiveOf(store, bob)).map(({ what }) => what);
    expect(lines.sort()).toEqual(['device', 'message', 'person']);
  });

  test('an archive is read in pages of so many lines and bytes, everything once', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const contents = Array.from({ length: 30 }, (_, n) => `${n} ${'é"'.repeat(n * 20)}`);
    for (const content of contents) await tell(store, { chat }, ada, { content });
    await say(store, chat, bob);
    for (const page of [
      { limit: 500, bytes: 1 },
      { limit: 7, bytes: 100_000 },
      { limit: 500, bytes: 2_500 },
    ]) {
      const lines = await archiveOf(store, ada, page);
      const said = lines.flatMap((line) => (line.what === 'message' ? [line.content] : []));
      expect(said.sort()).toEqual(contents.toSorted());
      expect(lines).toHaveLength(contents.length + 3);
    }
  });

  test('of nobody there is nothing', async () => {
    const { store } = given();
    for (const nobody of ['p777', 'no id at all', '']) {
      const page = { limit: 9, bytes: 9_000 };
      expect(await store.exported(nobody, 0, page)).toMatchObject({ lines: [], more: false });
    }
  });
}

/** All pages, each of which is as small as it should be. */
export async function archiveOf(
  store: Store,
  person: PersonId,
  size = { limit: 500, bytes: 100_000 },
): Promise<ArchiveLine[]> {
  const all: ArchiveLine[] = [];
  for (let position = 0, more = true; more; ) {
    const page = await store.exported(person, position, size);
    const bytes = page.lines.map((line) => Buffer.byteLength(JSON.stringify(line)));
    const isSmall = bytes.reduce((sum, each) => sum + each, 0) <= size.bytes;
    expect(page.lines.length <= size.limit && (isSmall || page.lines.length === 1)).toBe(true);
    expect(page.lines.length > 0 || !page.more).toBe(true);
    all.push(...page.lines);
    ({ position, more } = page);
  }
  return all;
}

/** The same text for the same line, whatever the order of its fields. */
function sorted(line: ArchiveLine): string {
  return JSON.stringify(Object.entries(line).sort(([one], [other]) => (one < other ? -1 : 1)));
}
