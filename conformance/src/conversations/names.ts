import { type Conversation, conversation } from '../conversation.ts';
import { containing, ensure } from '../match.ts';
import { groupMessage, list, message, openDirect, openGroup, register } from '../requests.ts';

const AREA = 'names';

export const names: Conversation[] = [
  conversation(
    AREA,
    'letters, marks and digits of any script are a username',
    ['names.1', 'names.2'],
    async (stage) => {
      const { digits } = stage;
      for (const word of [
        'josé',
        'Ольга',
        'Ελένη',
        '花子',
        'ひろし',
        '김민준',
        'नेहा',
        '7up',
        'O.N-e_',
      ]) {
        const person = await stage.connect(word, `${word}_${digits}`);
        await person.registers();
      }
    },
  ),

  conversation(
    AREA,
    'what is no username is refused, and the socket may ask for another one',
    ['names.1', 'register.10'],
    async (stage) => {
      const alice = await stage.connect('alice');
      const empty = [
        '',
        ' ',
        '\t',
        '\u00a0',
        '\u200b',
        '\u2060',
        '\u3164',
        '\u115f',
        '\u2800',
        '\ufeff',
      ];
      const badStart = ['_alice', '.alice', '-rf', '\u0301alice', '@alice', '#alice'];
      const badInside = [
        'ali ce',
        'ali/ce',
        'ali:ce',
        'ali,ce',
        'ali\nce',
        'ali\u202ece',
        'ali\u2066ce',
      ];
      const markup = ["alice'--", '<b>alice</b>', 'a%2fb', '../x', '*', 'a*', 'a>', '$SYS.x'];
      for (const name of [...empty, ...badStart, ...badInside, ...markup]) {
        await alice.isRefused(register(name), 'bad_username');
      }
      await alice.registers();
    },
  ),

  conversation(
    AREA,
    'a name in letters of several scripts is refused',
    ['names.2'],
    async (stage) => {
      const alice = await stage.connect('alice');
      const cyrillicA = '\u0430';
      for (const word of [`${cyrillicA}lice`, `alic\u0435`, 'bοb', 'ольga', 'caroʟ\u0430']) {
        await alice.isRefused(register(`${word}_${stage.digits}`), 'bad_username');
      }
    },
  ),

  conversation(
    AREA,
    'a username is at most 32 characters long, and so is what NFKC makes of it',
    ['names.3'],
    async (stage) => {
      const alice = await stage.connect('alice');
      const long = 'x'.repeat(32 - stage.suffix.length) + stage.suffix;
      await alice.isRefused(register(`x${long}`), 'bad_username');
      await alice.isRefused(register('\ufdfa'.repeat(2)), 'bad_username');
      await alice.isRefused(register('x'.repeat(60_000)), 'bad_username');
      await alice.isRefused(register('\ufdfa'.repeat(20_000)), 'bad_username');
      await alice.isRefused(register(`Z${'\u0301'.repeat(500)}`), 'bad_username');
      const bob = await stage.connect('bob', long);
      await bob.registers();
      // 32 characters are 64 UTF-16 units here.
      const carol = await stage.connect(
        'carol',
        '𠮷'.repeat(32 - stage.digits.length) + stage.digits,
      );
      await carol.registers();
    },
  ),

  conversation(
    AREA,
    'capitals, wide letters and composed accents make no other name',
    ['names.4'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const josé = await stage.connect('josé', `jos\u00e9_${stage.digits}`);
      await josé.registers();
      const bob = await stage.connect('bob');
      const wide = alice.name.replace('alice', 'ａｌｉｃｅ');
      const bold = alice.name.replace('alice', '𝐚𝐥𝐢𝐜𝐞');
      for (const name of [alice.name.toUpperCase(), wide, bold, `jose\u0301_${stage.digits}`]) {
        await bob.isRefused(register(name), 'username_taken');
      }
    },
  ),

  conversation(
    AREA,
    'a name that looks like one that is taken is taken',
    ['names.5'],
    async (stage) => {
      const { digits } = stage;
      const [lily, tom] = [`lily_${digits}`, `tom_${digits}`];
      await (await stage.connect('lily', lily)).registers();
      await (await stage.connect('tom', tom)).registers();
      await (await stage.connect('coco', `coco_${digits}`)).registers();
      const bob = await stage.connect('bob');
      const cyrillicCoco = '\u0441\u043e\u0441\u043e';
      for (const name of [
        `1ily_${digits}`,
        `Iily_${digits}`,
        `torn_${digits}`,
        `${cyrillicCoco}_${digits}`,
      ]) {
        await bob.isRefused(register(name), 'username_taken');
      }
    },
  ),

  conversation(
    AREA,
    'people and groups share one namespace',
    ['names.6', 'register.4', 'group.5'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const club = stage.name('club');
      await alice.isRefused(openGroup(bob.name, []), 'chatname_taken');
      await alice.isRefused(openGroup(alice.name.toUpperCase(), []), 'chatname_taken');
      await alice.asks(openGroup(club, []), { status: 200 });
      const carol = await stage.connect('carol');
      await carol.isRefused(register(club), 'username_taken');
      await carol.isRefused(register(club.toUpperCase()), 'username_taken');
    },
  ),

  conversation(AREA, 'reserved words name nobody and no group', ['names.7'], async (stage) => {
    const [alice] = await stage.enter('alice');
    const bob = await stage.connect('bob');
    for (const word of [
      'me',
      'all',
      'here',
      'system',
      'server',
      'System',
      'ＡＬＬ',
      'constructor',
    ]) {
      await bob.isRefused(register(word), 'bad_username');
      await alice.isRefused(openGroup(word, []), 'bad_chatname');
    }
    await bob.isRefused(register('__proto__'), 'bad_username');
    await alice.isRefused(openGroup('__proto__', []), 'bad_chatname');
  }),

  conversation(
    AREA,
    'the name of a chat is one printable line of at most 64 characters',
    ['names.8'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const { digits } = stage;
      const empty = ['', ' ', '\u00a0', '\u200b', '\u2800', '\ufeff'];
      const badEnds = [` club ${digits}`, `club ${digits} `, `club ${digits}\u3000`];
      const badInside = [
        'cl\nub',
        'cl\tub',
        'cl\u202eub',
        'cl\u2028ub',
        'cl\u200bub',
        'cl\u007fub',
        'cl\u0085ub',
      ];
      const long = ['x'.repeat(65), '\ufdfa'.repeat(4), 'x'.repeat(60_000)];
      for (const name of [...empty, ...badEnds, ...badInside, ...long]) {
        await alice.isRefused(openGroup(name, []), 'bad_chatname');
      }
      const fitting = [`Bob's "Club" & <Friends>; #1 ${digits}`, `🎉 вечеринка ${digits}`];
      for (const chatname of [...fitting, 'x'.repeat(64 - digits.length) + digits]) {
        await alice.asks(openGroup(chatname, []), { status: 200, chatname });
      }
    },
  ),

  conversation(
    AREA,
    'a name is shown as its holder wrote it and found under every spelling',
    ['names.9', 'names.4'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await stage.connect('alice', stage.name('AliCe'));
      await alice.registers();
      const spellings = [
        alice.name.toLowerCase(),
        alice.name.toUpperCase(),
        alice.name.replace('A', 'Ａ'),
      ];
      await bob.asks(list(), { clients: containing(alice.name) });
      for (const spelling of spellings) {
        await bob.asks(message(spelling, 'hello'), { status: 200, chatname: alice.name });
        await alice.receives({ type: 'MessageRecv', chatname: bob.name, content: 'hello' });
        const { chatname } = await bob.asks(openDirect(spelling), { status: 200 });
        ensure(chatname === alice.name, `${alice.name} is called ${chatname}.`);
      }
      const club = stage.name('The Club');
      await bob.asks(openGroup(club, [alice.name.toUpperCase()]), { status: 200, chatname: club });
      await alice.receives({ status: 201, chatname: club, recipients: [alice.name] });
      await alice.asks(groupMessage(club.toLowerCase(), 'here'), { status: 200, chatname: club });
      await bob.receives({ type: 'GroupMessageRecv', chatname: club, sender: alice.name });
    },
  ),
];
