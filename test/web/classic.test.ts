import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser } from './visitor.ts';

interface Frame {
  readonly type: string;
  readonly status: number;
  readonly [field: string]: unknown;
}

/** A program that knows the original API and nothing else. */
class Classic {
  readonly #socket: WebSocket;
  readonly #heard: Frame[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.#heard.push(JSON.parse(String(data)));
      for (const look of this.#waiting) look();
    };
  }

  static async come(url: string, username: string): Promise<Classic> {
    const socket = new WebSocket(url);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const classic = new Classic(socket);
    classic.send({ type: 'RegisterRequest', username, password: '', auth: 'false' });
    await classic.hears('RegisterResponse', { status: 200 });
    return classic;
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** The next frame of that type with these fields, be it here or still to come. */
  hears(type: string, fields: Readonly<Record<string, unknown>>): Promise<Frame> {
    return new Promise((resolve) => {
      const look = () => {
        const at = this.#heard.findIndex(
          (frame) =>
            frame.type === type &&
            Object.entries(fields).every(([name, value]) => frame[name] === value),
        );
        if (at === -1) return;
        this.#waiting.delete(look);
        resolve(this.#heard.splice(0, at + 1).at(-1) as Frame);
      };
      this.#waiting.add(look);
      look();
    });
  }

  leave(): void {
    this.#socket.close();
  }
}

/** The conversations of the original API, as two people at the page see them. */
suiteWhere(missingBrowser, 'classic clients and the page', () => {
  const meeting = new Meeting();

  test('register, list, group, direct and random messages go both ways', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.come('bob');
    const { url } = meeting.server;
    const [carolName, daveName] = [meeting.unique('carol'), meeting.unique('dave')];
    const [carol, dave] = [await Classic.come(url, carolName), await Classic.come(url, daveName)];

    carol.send({ type: 'ClientListRequest' });
    const { clients } = await carol.hears('ClientListResponse', { status: 200 });
    expect((clients as string[]).toSorted()).toEqual([aliceName, bobName, daveName].toSorted());
    for (const name of [carolName, daveName]) await alice.row(name).waitFor();

    // A group of theirs, with both pages in it.
    const chatname = meeting.unique('supper');
    const recipients = [aliceName, bobName, daveName];
    carol.send({ type: 'GroupMessageInitRequest', chatname, recipients });
    await dave.hears('GroupMessageInitResponse', { status: 201, chatname });
    carol.send({ type: 'GroupMessageRequest', recipient: chatname, content: 'Pizza?' });
    await dave.hears('GroupMessageRecv', { content: 'Pizza?', sender: carolName });
    for (const one of [alice, bob]) {
      await one.open(chatname);
      await one.sees('Pizza?');
    }
    await alice.say('**Pasta**');
    // What is bold here comes as it was written.
    for (const one of [carol, dave]) {
      await one.hears('GroupMessageRecv', { content: '**Pasta**', sender: aliceName, chatname });
    }
    await bob.sees('Pasta');

    // Between two.
    dave.send({ type: 'SingleMessageInitRequest', recipient: bobName });
    await dave.hears('SingleMessageInitResponse', { status: 200, chatname: bobName });
    dave.send({ type: 'MessageRequest', recipient: bobName, content: 'Only for you' });
    await bob.row(daveName).first().getByText('1 unread message').waitFor();
    await bob.open(daveName);
    await bob.sees('Only for you');
    await bob.say('Thank you');
    await dave.hears('MessageRecv', { content: 'Thank you', sender: bobName });
    expect(await alice.page.getByText('Only for you').count()).toBe(0);

    // What is edited stays, for those who know no edits, as it was said.
    await bob.composer.press('ArrowUp');
    await bob.composer.fill('Thanks');
    await bob.composer.press('Enter');
    await bob.sees('Thanks');
    dave.send({ type: 'MessageRequest', recipient: bobName, content: 'Welcome' });
    await bob.sees('Welcome');

    // At random.
    dave.send({ type: 'RandomMessageRequest', content: 'Anybody awake?' });
    const { client } = await dave.hears('RandomMessageResponse', { status: 200 });
    if (client === carolName) await carol.hears('MessageRecv', { content: 'Anybody awake?' });
    else {
      const found = client === aliceName ? alice : bob;
      await found.page.locator('.sidebar').getByText('Anybody awake?').waitFor();
    }

    // Their names are free at once, and the page sees them go.
    carol.leave();
    dave.leave();
    const here = bob.page.getByRole('region', { name: /Who is here/ });
    for (const name of [carolName, daveName]) {
      await here.getByText(name, { exact: true }).waitFor({ state: 'detached' });
    }
    await Promise.all([alice.leave(), bob.leave()]);
  });
});
