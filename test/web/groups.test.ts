import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, type Visitor } from './visitor.ts';

/** Groups, from the first name in them to the last one out. */
suiteWhere(missingBrowser, 'groups', () => {
  const meeting = new Meeting();

  async function create(by: Visitor, name: string, people: string, isOpen = false): Promise<void> {
    await by.button('New group').first().click();
    const form = by.dialog('New group');
    await form.getByLabel('Name of the group').fill(name);
    await form.getByLabel('Topic').fill('What we eat');
    await form.getByLabel('Invite people').fill(people);
    if (isOpen) await form.getByLabel('Everybody; the group is listed').check();
    await form.getByRole('button', { name: 'Create the group' }).click();
  }

  const detailsOf = async (visitor: Visitor) => {
    const details = visitor.page.getByRole('complementary', { name: 'Details' });
    if (!(await details.isVisible())) await visitor.button('Details').click();
    return details;
  };
  const card = async (visitor: Visitor, name: string) => {
    const details = await detailsOf(visitor);
    await visitor.button(`Card of ${name}`, details).click();
    return visitor.dialog(`Card of ${name}`);
  };

  test('three people talk in a group that one of them has made', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.come('bob');
    const [carol, carolName] = await meeting.come('carol');
    const name = meeting.unique('supper');
    await create(alice, name, `${bobName}, nobody-of-that-name`);
    await alice.reads('Not found, or not online: nobody-of-that-name.');
    await alice.dialog().getByLabel('Invite people').fill(`${bobName}, ${carolName}`);
    await alice.button('Create the group', alice.dialog()).click();
    await alice.heading(name).waitFor();
    await alice.say('Pizza?');
    for (const one of [bob, carol]) {
      await one.open(name);
      await one.sees('Pizza?');
    }
    await bob.say(`Pasta, @${carolName}`);
    await carol.sees('Pasta');
    await carol.say('Both');
    for (const one of [alice, bob, carol]) {
      await one.sees('Both');
      const texts = await one.log.locator('article .text').allTextContents();
      expect(texts.map((text) => text.trim())).toEqual(['Pizza?', `Pasta, @${carolName}`, 'Both']);
    }
    const details = await detailsOf(bob);
    await details.getByText('3 members').waitFor();
    await details.getByText('owner').waitFor();
    // A click on a person is a conversation with them.
    await details.getByRole('button', { name: aliceName }).first().click();
    await bob.heading(aliceName).waitFor();
    await Promise.all([alice.leave(), bob.leave(), carol.leave()]);
  });

  test('a member becomes a moderator, the group gets another name, and its owner leaves it to them', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.come('bob');
    const [name, next] = [meeting.unique('garden'), meeting.unique('orchard')];
    await create(alice, name, bobName);
    await bob.open(name);
    const bobsDetails = await detailsOf(bob);
    expect(await bobsDetails.getByRole('button', { name: 'Rename or change' }).count()).toBe(0);
    expect(await bobsDetails.getByRole('button', { name: 'Invite' }).count()).toBe(0);
    const bobsCard = await card(alice, bobName);
    await bobsCard.getByRole('button', { name: 'Make moderator' }).click();
    await bobsCard.getByText('moderator', { exact: true }).waitFor();
    await alice.page.keyboard.press('Escape');

    await bobsDetails.getByRole('button', { name: 'Rename or change' }).click();
    await bobsDetails.getByLabel('Name of the group').fill(aliceName);
    await bobsDetails.getByRole('button', { name: 'Save' }).click();
    await bob.reads('That name is taken. Choose another one.');
    await bobsDetails.getByLabel('Name of the group').fill(next);
    await bobsDetails.getByLabel('Topic').fill('Apples');
    await bobsDetails.getByRole('button', { name: 'Save' }).click();
    await alice.heading(next).waitFor();
    await alice.row(next).waitFor();

    await alice.button('Leave the group', await detailsOf(alice)).click();
    await alice.reads(`Leave ${next}?`);
    await alice.button('Leave the group', alice.dialog()).click();
    await alice.row(next).waitFor({ state: 'detached' });
    await bobsDetails.getByText('1 member', { exact: true }).waitFor();
    await bobsDetails.getByText('owner').waitFor();
    await Promise.all([alice.leave(), bob.leave()]);
  });

  test('whoever is removed loses the group at once, and who wrote there cannot any more', async () => {
    const [alice] = await meeting.come('alice');
    const [bob, bobName] = await meeting.come('bob');
    const name = meeting.unique('attic');
    await create(alice, name, bobName);
    await bob.open(name);
    await bob.say('I like it here');
    await alice.sees('I like it here');
    const bobsCard = await card(alice, bobName);
    await bobsCard.getByRole('button', { name: 'Remove from the group' }).click();
    await alice.reads(`Remove ${bobName} from ${name}?`);
    await alice.button('Remove from the group', alice.dialog()).click();
    await bob.reads('That conversation is not yours any more.');
    await bob.row(name).waitFor({ state: 'detached' });
    expect(await bob.page.getByText('I like it here').count()).toBe(0);
    await (await detailsOf(alice)).getByText('1 member', { exact: true }).waitFor();
    // Invited again, they see what is said from then on.
    const details = await detailsOf(alice);
    await details.getByLabel('Invite people').fill(bobName);
    await details.getByRole('button', { name: 'Invite' }).click();
    await bob.row(name).waitFor();
    await Promise.all([alice.leave(), bob.leave()]);
  });

  test('who is asked to be quiet reads why they cannot write', async () => {
    const [alice] = await meeting.come('alice');
    const [bob, bobName] = await meeting.come('bob');
    const name = meeting.unique('library');
    await create(alice, name, bobName);
    await bob.open(name);
    const bobsCard = await card(alice, bobName);
    await bobsCard.getByRole('button', { name: 'Mute for an hour' }).click();
    await bob.reads(/A moderator has asked you to be quiet here until \d\d:\d\d\./);
    expect(await bob.composer.count()).toBe(0);
    await bobsCard.getByRole('button', { name: 'Let them write again' }).click();
    await bob.composer.waitFor();
    await Promise.all([alice.leave(), bob.leave()]);
  });

  test('who was asked to be quiet for a moment writes again when it is over', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const group = await bob.createGroup(meeting.unique('chapel'), [aliceName]);
    await alice.open(group.name);
    await alice.composer.waitFor();
    for await (const { username, id } of group.members()) {
      if (username === aliceName) await group.mute(id, 2);
    }
    await alice.reads(/A moderator has asked you to be quiet here/);
    await alice.composer.waitFor({ timeout: 10_000 });
    await alice.leave();
  });

  test('an open group is found, joined and read from its beginning', async () => {
    const [alice] = await meeting.come('alice');
    const [bob] = await meeting.come('bob');
    const name = meeting.unique('gatehouse');
    await create(alice, name, '', true);
    await alice.heading(name).waitFor();
    await alice.say('Everybody is welcome');
    await alice.sees('Everybody is welcome');
    await bob.page.getByRole('link', { name: 'Find a group' }).click();
    const field = bob.page.getByRole('searchbox', { name: 'Filter groups' });
    await field.fill('no such group');
    await bob.reads('No open group is called that.');
    await field.fill(name.slice(2));
    await bob.button(`Join: ${name}`).click();
    await bob.heading(name).waitFor();
    await bob.sees('Everybody is welcome');
    await bob.say('Thank you');
    await alice.sees('Thank you');
    await bob.page.getByRole('link', { name: 'Find a group' }).click();
    await bob.button(`Open: ${name}`).waitFor();
    await Promise.all([alice.leave(), bob.leave()]);
  });
});
