import { describe, expect, test } from 'bun:test';
import type { Raw } from './raw.ts';
import { refusal, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);
/** One of these becomes 18 characters by NFKC, and takes three bytes: as many as a frame holds. */
const UNFOLDING = '\ufdfa'.repeat(21_000);

/** Neither somebody's name nor a chat's. */
const NO_NAMES: Record<string, string> = {
  nothing: '',
  'a space': ' ',
  'a tab': '\t',
  'a space that does not break': '\u00a0',
  'a space of no width': '\u200b',
  'a word joiner': '\u2060',
  'a Hangul filler': '\u3164',
  'a Hangul lead filler': '\u115f',
  'an empty braille cell': '\u2800',
  'a byte order mark': '\ufeff',
  'a right-to-left override': 'user\u202egnp.exe',
  'an isolate': 'user\u2067x\u2069',
  'a soft hyphen': 'user\u00adx',
  'a line break': 'user\nx',
  'a control': 'user\u0007x',
  'a letter that unfolds': '\ufdfa'.repeat(4),
  '60 KB of one letter': 'a'.repeat(60_000),
  '60 KB that unfold to 1 MB': UNFOLDING,
  '60 KB of combining marks': `Z${'\u0315\u0300\u05ae'.repeat(10_000)}`,
  'five hundred marks on one letter': `Z${'\u0301'.repeat(500)}`,
  'a thousand joined emoji': '👩\u200d'.repeat(1_000),
  'a reserved word': 'system',
  'a reserved word in other letters': 'Ｓystem',
  'the prototype': '__proto__',
  'a constructor': 'constructor',
  'a word for nothing': 'undefined',
};

/** A chat may have such a name, a person may not. */
const NO_USERNAMES = ['a b', 'a/b', '../x', '-rf', '*', '>', 'a.*', '$SYS.x', '_INBOX.x', "'; --"];

describe('[names.1, names.3, names.8] a name is refused where it is', () => {
  for (const [what, name] of Object.entries(NO_NAMES)) {
    test(what, async () => {
      const [stranger, mallory] = [await scene().connect(), await scene().enter()];
      expect(await stranger.asks(register(name))).toMatchObject(refusal('bad_username', 400));
      const opened = { type: 'GroupMessageInitRequest', chatname: name, recipients: [] };
      const answer = await mallory.asks(opened);
      // Four letters that unfold are 72 characters; a chat may have 64.
      expect(answer).toMatchObject(refusal('bad_chatname', 400));
      await refusedAsRecipient(mallory, name);
      await scene().unharmed();
    });
  }
});

test('[names.1] what would be a pattern, a path or a subject elsewhere is no username', async () => {
  const stranger = await scene().connect();
  for (const name of NO_USERNAMES) {
    const answer = await stranger.asks(register(name));
    expect({ name, answer }).toMatchObject({ answer: refusal('bad_username', 400) });
  }
  await scene().unharmed();
});

test('[names.4, names.5] nobody takes a name that reads like one that is taken', async () => {
  const owner = await scene().connect();
  expect(await owner.asks(register('admin'))).toMatchObject({ status: 200 });
  const stranger = await scene().connect();
  const letters = ['Admin', 'ADMİN', 'admın', 'аdmin', 'adm\u0456n', 'ɑdmin', 'adm1n', 'admln'];
  const shapes = ['ａｄｍｉｎ', 'ᴬᴰᴹᴵᴺ', '𝐚𝐝𝐦𝐢𝐧', 'adrnin'];
  const unseen = ['admin\u200b', 'adm\u00adin', 'ad\u034fmin'];
  for (const name of [...letters, ...shapes, ...unseen]) {
    const { status, code } = await stranger.asks(register(name));
    expect({ name, status, code }).toMatchObject({
      code: expect.stringMatching(/^(username_taken|bad_username)$/),
    });
  }
  await scene().unharmed();
});

test('[register.4] of fifty sockets that ask for one name at once, one gets it', async () => {
  const name = scene().name();
  const sockets = await Promise.all(Array.from({ length: 50 }, () => scene().connect()));
  const answers = await Promise.all(sockets.map((raw) => raw.asks(register(name))));
  const winners = answers.filter(({ status }) => status === 200);
  const losers = answers.filter(({ code }) => code === 'username_taken');
  expect([winners.length, losers.length]).toEqual([1, 49]);
  await scene().unharmed();
});

test('[group.5] of fifty people who open a group of one name at once, one gets it', async () => {
  const crowd = await Promise.all(Array.from({ length: 50 }, () => scene().enter()));
  const opened = { type: 'GroupMessageInitRequest', chatname: 'the one', recipients: [] };
  const answers = await Promise.all(crowd.map((raw) => raw.asks(opened)));
  const winners = answers.filter(({ status }) => status === 200);
  const losers = answers.filter(({ code }) => code === 'chatname_taken');
  expect([winners.length, losers.length]).toEqual([1, 49]);
  await scene().unharmed();
});

async function refusedAsRecipient(mallory: Raw, name: string): Promise<void> {
  const send = { type: 'MessageRequest', recipient: name, content: 'x' };
  expect(await mallory.asks(send)).toMatchObject(refusal('unknown_recipient', 400));
  const invite = { type: 'GroupMessageInitRequest', chatname: 'a party', recipients: [name] };
  expect(await mallory.asks(invite)).toMatchObject(refusal('recipient_offline', 404));
  const open = { type: 'SingleMessageInitRequest', recipient: name };
  expect(await mallory.asks(open)).toMatchObject(refusal('recipient_offline', 404));
}

function register(username: string) {
  return { type: 'RegisterRequest', username };
}
