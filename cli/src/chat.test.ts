import { afterAll, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { ServerWebSocket } from 'bun';

type Fields = Record<string, unknown>;

/** A server that knows alice, bob and what it is told to say. */
const server = Bun.serve({
  port: 0,
  fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('no socket')),
  websocket: {
    message(socket, text) {
      const request = JSON.parse(String(text)) as Fields;
      received.push(request);
      const answer = answers[String(request.type)]?.(request, socket);
      if (answer) socket.send(JSON.stringify({ ...answer, msg_id: request.msg_id }));
    },
  },
});
const url = `ws://localhost:${server.port}/ws`;
const main = join(import.meta.dir, 'main.ts');
let received: Fields[];
let answers: Record<string, (request: Fields, socket: ServerWebSocket) => Fields | undefined>;

beforeEach(() => {
  received = [];
  answers = {
    RegisterRequest: ({ username }) => ({ ...welcome, type: 'RegisterResponse', username }),
    ResumeRequest: () => ({ ...welcome, type: 'ResumeResponse', username: 'alice' }),
    MessageRequest: () => ({ type: 'MessageSendResponse', status: 200 }),
    ClientListRequest: () => ({ type: 'ClientListResponse', status: 200, clients: ['bob'] }),
  };
});

afterAll(() => server.stop(true));

const welcome = { status: 200, id: 'p1', token: 'secret', epoch: 'e' };
const taken = { type: 'ErrorResponse', status: 302, code: 'username_taken', detail: 'Taken!' };

async function chat(input: string, ...name: string[]) {
  const command = [process.execPath, main, 'chat', '--url', url, ...name];
  const child = Bun.spawn(command, { stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
  child.stdin.write(input);
  child.stdin.end();
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { out: out.split('\n').slice(0, -1), err, exit: await child.exited };
}

function types(): unknown[] {
  return received.map(({ type }) => type);
}

test('what is piped in is done line by line, to its end', async () => {
  const { out, exit } = await chat('/list\n/msg bob\nhello\nhow are you?', 'alice');
  expect(out).toEqual(['You are alice. /help lists what there is.', 'Here: bob']);
  expect(received.slice(2)).toMatchObject([
    { type: 'MessageRequest', recipient: 'bob', content: 'hello' },
    { type: 'MessageRequest', recipient: 'bob', content: 'how are you?' },
  ]);
  expect(exit).toBe(0);
});

test('without a name, the first line is one', async () => {
  const { out } = await chat('\nbob\n/quit\n/list\n');
  expect(out).toEqual(['You are bob. /help lists what there is.']);
  expect(types()).toEqual(['RegisterRequest']);
});

test('what others say is shown safely, what the server says in its words', async () => {
  answers.MessageRequest = (_, socket) => {
    const content = '\x1b[2Jpsst\nsecret';
    const push = {
      type: 'MessageRecv',
      status: 200,
      sender: 'bob',
      chatname: 'bob',
      content,
      at: 0,
    };
    socket.send(JSON.stringify(push));
    return { type: 'ErrorResponse', status: 400, code: 'too_large', detail: 'Too long for me.' };
  };
  const { out } = await chat('/msg bob hello\n', 'alice');
  expect(out.slice(1)).toEqual([
    expect.stringMatching(/^\d\d:\d\d bob: psst$/),
    '      secret',
    'Too long for me.',
  ]);
});

test('in a pipe, a name that is taken ends it: the next line is no name', async () => {
  answers.RegisterRequest = () => taken;
  const { out, err, exit } = await chat('/list\n', 'alice');
  expect(out).toEqual(['Taken!']);
  expect(err).toContain('Without a name');
  expect(types()).toEqual(['RegisterRequest']);
  expect(exit).toBe(1);
});

test('a lost connection is resumed, and what had no answer is asked again under its key', async () => {
  answers.MessageRequest = (_, socket) => {
    if (types().includes('ResumeRequest')) return { type: 'MessageSendResponse', status: 200 };
    socket.terminate();
    return undefined;
  };
  const { out, exit } = await chat('/msg bob hello\n', 'alice');
  expect(types()).toEqual(['RegisterRequest', 'MessageRequest', 'ResumeRequest', 'MessageRequest']);
  expect(received[2]).toMatchObject({ token: 'secret' });
  expect(received[3]?.key).toBe(received[1]?.key);
  expect(out.slice(1)).toEqual([
    expect.stringContaining('(1006)'),
    expect.stringContaining('Back as alice.'),
  ]);
  expect(exit).toBe(0);
});

test('a token that has expired is a new registration', async () => {
  answers.ClientListRequest = (_, socket) => {
    if (types().includes('ResumeRequest')) {
      return { type: 'ClientListResponse', status: 200, clients: [] };
    }
    socket.close(1012, '{"retry_after":0}');
    return undefined;
  };
  answers.ResumeRequest = () => ({ ...taken, status: 301, code: 'token_expired' });
  const { out } = await chat('/list\n', 'alice');
  expect(types().slice(2, 4)).toEqual(['ResumeRequest', 'RegisterRequest']);
  expect(out.at(-1)).toBe('Nobody else is here.');
});

test('coming back is tried again while the server cannot, and not once it will not', async () => {
  answers.ClientListRequest = (_, socket) => {
    socket.close(1011);
    return undefined;
  };
  const refused = {
    type: 'ErrorResponse',
    status: 503,
    code: 'storage_unavailable',
    detail: 'Soon.',
  };
  answers.ResumeRequest = () =>
    types().filter((type) => type === 'ResumeRequest').length === 1
      ? refused
      : { ...refused, status: 403, code: 'forbidden', detail: 'Not you.' };
  const { err, exit } = await chat('/list\n', 'alice');
  expect(types().slice(2)).toEqual(['ResumeRequest', 'ResumeRequest']);
  expect(err).toBe('Not you.\n');
  expect(exit).toBe(1);
});

test('what the server hung up on is not sent again', async () => {
  answers.MessageRequest = (_, socket) => {
    socket.close(1009, 'frame too long');
    return undefined;
  };
  const { out } = await chat('/msg bob hello\n', 'alice');
  expect(types().filter((type) => type === 'MessageRequest')).toHaveLength(1);
  expect(out.join('\n')).toContain('longer than the server takes');
});

test('what was too much at once is said a little later', async () => {
  const slower = { status: 429, code: 'rate_limited', detail: 'Slower.', retry_after: 0.1 };
  answers.MessageRequest = () =>
    types().filter((type) => type === 'MessageRequest').length === 1
      ? { type: 'ErrorResponse', ...slower }
      : { type: 'MessageSendResponse', status: 200 };
  const { out } = await chat('/msg bob hello\n', 'alice');
  expect(received).toHaveLength(3);
  expect(out).toHaveLength(1);
});

test('a server that wants nobody back is believed', async () => {
  answers.ClientListRequest = (_, socket) => {
    socket.close(4001, 'revoked');
    return undefined;
  };
  const { err, exit } = await chat('/list\n', 'alice');
  expect(err).toContain('(4001, "revoked"): logged out.');
  expect(exit).toBe(1);
});

test('a server that is not there is one sentence', async () => {
  const { err, exit } = await chat('', 'alice', '--url', 'ws://localhost:1/ws');
  expect(err).toContain('No server answers');
  expect(exit).toBe(1);
});
