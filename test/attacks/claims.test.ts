import { expect, test } from 'bun:test';
import { refusal, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);

test('[register.3] after somebody has registered, the same socket gets no other name', async () => {
  const mallory = await scene().enter();
  const other = scene().name();
  const names = [{ username: other }, { username: mallory.name }, { username: other, auth: true }];
  for (const more of names) {
    const answer = await mallory.asks({ type: 'RegisterRequest', password: 'x', ...more });
    expect(answer).toMatchObject(refusal('already_registered', 302));
  }
  const resumed = await mallory.asks({ type: 'ResumeRequest', token: 'x', username: other });
  expect(resumed).toMatchObject(refusal('already_registered', 302));
  const listed = { type: 'ClientListRequest', prefix: other };
  expect(await mallory.asks(listed)).toMatchObject({ clients: [] });
  await scene().unharmed();
});

test('[message.9] nobody speaks for somebody else, whatever they write into other fields', async () => {
  const [mallory, reader] = [await scene().enter(), await scene().enter()];
  const [alice] = scene().bystanders;
  const claims = { from: alice, sender: alice, sender_id: 'p1', id: 'p1', person: 'p1', origin: 0 };
  const places = {
    chatname: alice,
    seq: 99,
    at: 1,
    ts: 1,
    status: 201,
    groupchat: true,
  };
  const powers = { system: true, edited: true, node: 'n1', auth: true, isAdmin: true };
  const request = { type: 'MessageRequest', recipient: reader.name, content: 'It is me, Alice.' };
  const answer = await mallory.asks({ ...request, ...claims, ...places, ...powers });
  expect(answer).toMatchObject({ status: 200, chatname: reader.name, seq: 1 });
  const heard = await reader.hears();
  const said = { type: 'MessageRecv', status: 200, content: request.content, groupchat: false };
  expect(heard).toMatchObject({ ...said, sender: mallory.name, chatname: mallory.name, seq: 1 });
  for (const field of ['from', 'person', 'system', 'edited', 'node', 'ts', 'isAdmin', 'origin']) {
    expect(heard).not.toHaveProperty(field);
  }
  expect(heard['at']).toBeGreaterThan(1);
  await scene().unharmed();
});
