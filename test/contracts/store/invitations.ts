import { expect, test } from 'bun:test';
import { account } from './accounts.ts';
import type { Given } from './given.ts';
import { enter, token } from './guests.ts';

export function invitationsContract(given: Given): void {
  test('an invitation is good for one account', async () => {
    const { store } = given();
    await store.addInvitation('invitation', 500);
    const ada = await store.addAccount(account('ada', { invitationHash: 'invitation' }));
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada);
    const bob = account('bob', { invitationHash: 'invitation', token: token('token of bob') });
    expect(await store.addAccount(bob)).toBe('uninvited');
    expect(await store.findLocalAccount('bob')).toBeUndefined();
    expect(await store.findToken('token of bob', 1)).toBeUndefined();
    await enter(store, 'bob');
  });

  test('an invitation makes one account, though two ask by it at once', async () => {
    const { store } = given();
    await store.addInvitation('invitation', 500);
    const both = ['ada', 'bob'].map((name) =>
      store.addAccount(account(name, { invitationHash: 'invitation' })),
    );
    const [ada, bob] = await Promise.all(both);
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada as string);
    expect(bob).toBe('uninvited');
  });

  test('an invitation that nobody gave out is none', async () => {
    const { store } = given();
    await store.addInvitation('invitation', 500);
    const ada = account('ada', { invitationHash: 'another' });
    expect(await store.addAccount(ada)).toBe('uninvited');
  });

  test('an invitation is good until it expires', async () => {
    const { store } = given();
    await store.addInvitation('invitation', 500);
    const late = account('ada', { invitationHash: 'invitation', at: 500 });
    expect(await store.addAccount(late)).toBe('uninvited');
    expect(await store.addAccount({ ...late, at: 499 })).not.toBe('uninvited');
  });

  test('an invitation is not used up by a name that is taken', async () => {
    const { store } = given();
    await store.addInvitation('invitation', 500);
    await enter(store, 'ada');
    const refused = account('ada', { invitationHash: 'invitation' });
    expect(await store.addAccount(refused)).toBe('taken');
    const bob = await store.addAccount(account('bob', { invitationHash: 'invitation' }));
    expect((await store.findLocalAccount('bob'))?.id).toBe(bob);
  });
}
