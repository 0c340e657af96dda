import { expect, test } from 'bun:test';
import { frame, OP, ping, text } from './frame.ts';
import { sceneFor, UNLIMITED } from './scene.ts';
import { memoryOf } from './usage.ts';

/** What an endless frame may cost in memory, in MiB. */
const GROWTH = 64;
/** Milliseconds: the two seconds of the settings, and the beats by which they are counted. */
const SOON = 50_000;
/**
 * How often somebody does what they do instead, which is longer than they have. Not for ever: the time
 * stands still while a password is judged, and on a busy machine they may come faster than they are judged.
 */
const ROUNDS = 30;

const scene = sceneFor({
  ...UNLIMITED,
  CHATEAU_LIMITS_REGISTER_WITHIN: '1',
  CHATEAU_LIMITS_PING: '1',
  CHATEAU_LIMITS_PONG: '1',
});

const login = { type: 'RegisterRequest', username: 'x', auth: true, password: 'x' };
/** A part of a frame, of which nothing ever becomes a whole. */
const part = frame(OP.continuation, '', { fin: false });
const begun = frame(OP.text, '{', { fin: false });

test('[limits.6] who does not register in time is closed with 1008, whatever they do instead', async () => {
  const ways: Record<string, readonly Buffer[]> = {
    'say nothing': [],
    'send broken frames': [text('{')],
    'send bytes': [frame(OP.binary, 'x')],
    ping: [ping()],
    'ask without a name': [text({ type: 'ClientListRequest' })],
    'ask for a name that is none': [text({ type: 'RegisterRequest', username: '' })],
    'ask for a login where there is no directory': [text(login)],
    'guess a token': [text({ type: 'ResumeRequest', token: 'x' })],
    'send a frame without an end': [begun, ...Array<Buffer>(1_000).fill(part)],
  };
  const plays = Object.entries(ways).map(async ([way, [first, ...rest]]) => {
    const raw = await scene().connect();
    const more = rest.length > 0 ? Buffer.concat(rest) : first;
    if (first) raw.write(first);
    let rounds = ROUNDS;
    const timer = setInterval(() => more && rounds-- > 0 && raw.write(more), 50);
    const code = await raw.ends(SOON).finally(() => clearInterval(timer));
    return { way, code };
  });
  const expected = Object.keys(ways).map((way) => ({ way, code: 1008 }));
  expect(await Promise.all(plays)).toEqual(expected);
  await scene().unharmed();
}, 60_000);

test('[transport.11] who leaves a ping unanswered is cut, and parts of a frame are no answer', async () => {
  const before = memoryOf(scene().server.pid);
  const [silent, busy] = [await scene().enter({ mute: true }), await scene().enter({ mute: true })];
  const answering = await scene().enter();
  busy.write(begun);
  const parts = Buffer.concat(Array<Buffer>(10_000).fill(part));
  const timer = setInterval(() => {
    // As fast as it is taken.
    if (busy.socket.writableLength < 1_000_000) busy.write(parts);
  }, 5);
  const codes = Promise.all([silent, busy].map((raw) => raw.ends(SOON)));
  expect(await codes.finally(() => clearInterval(timer))).toEqual([1006, 1006]);
  expect(memoryOf(scene().server.pid) - before).toBeLessThan(GROWTH);
  await scene().untilNobody(silent.name);
  await scene().untilNobody(busy.name);
  const listed = { type: 'ClientListRequest', prefix: answering.name };
  const other = await scene().enter();
  expect(await other.asks(listed)).toMatchObject({ clients: [answering.name] });
  await scene().unharmed();
}, 60_000);
