import { afterEach, beforeEach, describe } from 'bun:test';
import { accountsContract } from './store/accounts.ts';
import { chatsContract } from './store/chats.ts';
import { directoryContract } from './store/directory.ts';
import { directoryChatsContract } from './store/directory-chats.ts';
import { directoryNamesContract } from './store/directory-names.ts';
import { endingsContract } from './store/endings.ts';
import type { Lasting, Opened } from './store/given.ts';
import { identitiesContract } from './store/identities.ts';
import { invitationsContract } from './store/invitations.ts';
import { keysContract } from './store/keys.ts';
import { lastingContract } from './store/lasting.ts';
import { logsContract } from './store/logs.ts';
import { namesContract } from './store/names.ts';
import { passwordsContract } from './store/passwords.ts';
import { randomContract } from './store/random.ts';
import { shuttingContract } from './store/shutting.ts';
import { tokensContract } from './store/tokens.ts';
import { writesContract } from './store/writes.ts';

/**
 * What every store must do (`server/src/ports/store.ts`), a sentence each; and so many random stories,
 * each on a store of its own, against a model.
 */
export function storeContract(
  name: string,
  open: () => Promise<Opened>,
  { stories }: { readonly stories: number },
): void {
  describe(`${name}: the store contract`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const given = () => opened;

    describe('names', () => namesContract(given));
    describe('identities', () => identitiesContract(given));
    describe('tokens', () => tokensContract(given));
    describe('endings', () => endingsContract(given));
    describe('accounts', () => accountsContract(given));
    describe('invitations', () => invitationsContract(given));
    describe('passwords', () => passwordsContract(given));
    describe('shutting', () => shuttingContract(given));
    describe('the directory', () => directoryContract(given));
    describe('names from the directory', () => directoryNamesContract(given));
    describe('groups of the directory', () => directoryChatsContract(given));
    describe('chats', () => chatsContract(given));
    describe('logs', () => logsContract(given));
    describe('keys', () => keysContract(given));
    describe('writes', () => writesContract(given));
  });
  describe(`${name}: the store against a model`, () => randomContract(open, stories));
}

/** What a store that keeps its content must do across a restart. */
export function lastingStoreContract(name: string, open: () => Promise<Lasting>): void {
  describe(`${name}: the store after a restart`, () => {
    let opened: Lasting;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const again = async () => {
      opened = await opened.reopen();
      return opened;
    };
    lastingContract(() => opened, again);
  });
}
