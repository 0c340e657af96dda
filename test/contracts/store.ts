import { afterEach, beforeEach, describe } from 'bun:test';
import { accountsContract } from './store/accounts.ts';
import { amendmentsContract } from './store/amendments.ts';
import { archiveContract } from './store/archive.ts';
import { blocksContract } from './store/blocks.ts';
import { catchUpContract } from './store/catch-up.ts';
import { chatsContract } from './store/chats.ts';
import { closingContract } from './store/closing.ts';
import { countsContract } from './store/counts.ts';
import { denialsContract } from './store/denials.ts';
import { directoryContract } from './store/directory.ts';
import { directoryChatsContract } from './store/directory-chats.ts';
import { directoryNamesContract } from './store/directory-names.ts';
import { endingsContract } from './store/endings.ts';
import { erasureContract } from './store/erasure.ts';
import type { Lasting, Opened } from './store/given.ts';
import { groupsContract } from './store/groups.ts';
import { historyContract } from './store/history.ts';
import { identitiesContract } from './store/identities.ts';
import { invitationsContract } from './store/invitations.ts';
import { keysContract } from './store/keys.ts';
import { lastingContract } from './store/lasting.ts';
import { logsContract } from './store/logs.ts';
import { marksContract } from './store/marks.ts';
import { membersContract } from './store/members.ts';
import { namesContract } from './store/names.ts';
import { passwordsContract } from './store/passwords.ts';
import { randomContract } from './store/random.ts';
import { ranksContract } from './store/ranks.ts';
import { readingContract } from './store/reading.ts';
import { refusalsContract } from './store/refusals.ts';
import { reportsContract } from './store/reports.ts';
import { searchContract } from './store/search.ts';
import { shuttingContract } from './store/shutting.ts';
import { staysContract } from './store/stays.ts';
import { tokensContract } from './store/tokens.ts';
import { writesContract } from './store/writes.ts';

/**
 * What every store must do (`server/src/ports/store.ts` and the pages beside it), a sentence each; and so many random
 * stories, against a model.
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
    describe('letters that are denied', () => denialsContract(given));
    describe('edits, deletions and reactions', () => amendmentsContract(given));
    describe('history', () => historyContract(given));
    describe('catching up', () => catchUpContract(given));
    describe('stays', () => staysContract(given));
    describe('groups', () => groupsContract(given));
    describe('members', () => membersContract(given));
    describe('ranks and mutes', () => ranksContract(given));
    describe('the end of groups', () => closingContract(given));
    describe('marks', () => marksContract(given));
    describe('search', () => searchContract(given));
    describe('blocks', () => blocksContract(given));
    describe('reports', () => reportsContract(given));
    describe('archives', () => archiveContract(given));
    describe('erasure', () => erasureContract(given));
    describe('whatever happens', () => readingContract(given, stories));
    describe('counts', () => countsContract(given, stories));
    describe('keys', () => keysContract(given));
    describe('writes', () => writesContract(given));
    describe('writes that are refused', () => refusalsContract(given));
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
