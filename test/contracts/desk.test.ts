import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDesk } from '../../server/src/adapters/sqlite/desk.ts';
import { SchemaRefused } from '../../server/src/adapters/sqlite/migrate.ts';
import { openSqliteStore } from '../../server/src/adapters/sqlite/store.ts';
import type { Desk, Store } from '../../server/src/ports/store.ts';
import { account, open } from './store/accounts.ts';
import { claim, enter, guest, token } from './store/guests.ts';
import { group, say } from './store/logs.ts';
import { report } from './store/reports.ts';

/** What an operator does at the desk holds for the server that runs beside it, and the other way round. */
describe('sqlite: the desk beside a store', () => {
  let directory: string;
  let store: Store;
  let desk: Desk;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chateau-desk-'));
    store = openSqliteStore({
      clock: { now: () => 0, every: () => () => {} },
      looks: { version: '1', of: (name) => [name] },
      directory,
      onBroken: (reason) => {
        throw new Error(`the medium is fine, but the store says: ${reason}`);
      },
    });
    desk = openSqliteDesk(directory);
  });
  afterEach(async () => {
    await desk.close();
    await store.close();
    await rm(directory, { recursive: true });
  });

  test('each finds the accounts that the other has made', async () => {
    const ada = await desk.addAccount(account('ada'));
    const bob = await open(store, 'bob');
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada);
    expect((await desk.findLocalAccount('bob'))?.id).toBe(bob);
    expect((await desk.accounts(undefined, 9)).map(({ id }) => id)).toEqual([ada, bob]);
    expect(await desk.accounts(ada, 9)).toEqual(await store.accounts(ada, 9));
  });

  test('there is one set of names', async () => {
    await enter(store, 'ada');
    expect(await desk.addAccount(account('Ada'))).toBe('taken');
    await desk.addAccount(account('bob'));
    expect(await store.addGuest(guest(claim('Bob')))).toBe('taken');
  });

  test('a store is told of the tokens that ended at the desk, and lets nobody in by them', async () => {
    const [ada, bob] = [await open(store, 'ada'), await open(store, 'bob')];
    const { position } = await store.endedAfter(undefined);
    await desk.setPassword({ person: ada, passwordHash: 'new', at: 2 });
    await desk.disable(bob, 'operator', 2);
    expect((await store.endedAfter(position)).ended).toEqual([
      { person: ada, tokenHash: 'token of ada', reason: 'revoked' },
      { person: bob, tokenHash: 'token of bob', reason: 'disabled' },
    ]);
    const back = {
      person: ada,
      keepsName: false,
      tokenHash: 'token of ada',
      at: 2,
      expiresAt: 500,
    };
    expect(await store.resume(back)).toBe('expired');
    expect(await store.addToken(ada, token('phone'), 'password of ada')).toBe('changed');
    expect(await store.addToken(bob, token('phone'), 'password of bob')).toBe('disabled');
    await desk.enable(bob);
    expect(await store.addToken(bob, token('phone'), 'password of bob')).toBe('added');
  });

  test('an invitation from the desk is good for one account', async () => {
    await desk.addInvitation('invitation', 500);
    const invited = (name: string) => account(name, { invitationHash: 'invitation' });
    expect(await store.addAccount(invited('ada'))).not.toBe('uninvited');
    expect(await store.addAccount(invited('bob'))).toBe('uninvited');
  });

  test('the logs go on where they were', async () => {
    const ada = await enter(store, 'ada');
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await desk.addAccount(account('bob'));
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('what people have told the moderators is read and closed at the desk', async () => {
    const [ada, bob] = [await enter(store, 'ada'), await enter(store, 'bob')];
    const { report: id } = await report(store, ada, { person: bob });
    expect(await desk.reports(undefined, 9)).toMatchObject([{ id, isClosed: false }]);
    expect(await desk.closeReport(id)).toBe(true);
    expect(await store.reports(undefined, 9)).toMatchObject([{ id, isClosed: true }]);
  });

  test('what there is of somebody is read at the desk, and erased by the server that is asked to', async () => {
    const ada = await enter(store, 'ada');
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    const page = { limit: 99, bytes: 9_000 };
    const { lines } = await desk.exported(ada, 0, page);
    expect(lines).toEqual((await store.exported(ada, 0, page)).lines);
    expect(lines.length).toBeGreaterThan(3);
    await desk.askErasure(ada, 2);
    expect(await store.erasuresAsked()).toEqual([ada]);
  });

  test('there is none where there are no data', () => {
    expect(() => openSqliteDesk(join(directory, 'elsewhere'))).toThrow(SchemaRefused);
  });
});
