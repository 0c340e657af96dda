import { afterEach, expect, test } from 'bun:test';
import type { Received } from '@chateau/client';
import type { ServerWebSocket } from 'bun';
import { type Conversation, conversation } from './conversation.ts';
import { gradeWith } from './grade.ts';
import { Unsuitable } from './limits.ts';
import { perform } from './perform.ts';
import { list, register } from './requests.ts';
import type { Stage } from './stage.ts';

/** The kit itself, against a server that says whatever a test lets it say. */

type Asked = Received & { username?: string };
type Reply = (asked: Asked, say: (frame: object | string) => void, socket: ServerWebSocket) => void;

let fake: ReturnType<typeof Bun.serve> | undefined;

afterEach(() => fake?.stop(true));

test('a conversation that goes as it should has passed', async () => {
  const url = serve(honest);
  const result = await perform(
    play(async (stage) => {
      const [alice] = await stage.enter('alice');
      await alice.asks(list(), { type: 'ClientListResponse', clients: [] });
      await alice.hearsNothing(20);
    }),
    url,
  );
  expect(result).toEqual({ area: 'test', title: 'a play', rules: ['test.1'], outcome: 'passed' });
});

test('an answer that differs is shown beside what was asked and expected', async () => {
  const url = serve(honest);
  const detail = await failure(url, async (stage) => {
    const [alice] = await stage.enter('alice');
    await alice.asks(list(), { status: 201 });
  });
  expect(detail).toMatch(/alice_\w+: asked \{"type":"ClientListRequest"\}/);
  expect(detail).toContain('and received {"type":"ClientListResponse","status":200');
  expect(detail).toContain('but .status should be 201, but is 200');
});

test('a frame that nobody expected fails the conversation at its end', async () => {
  const pushed = { ...welcome('bob'), msg_id: undefined };
  const url = serve((asked, say) => {
    honest(asked, say);
    say(pushed);
  });
  expect(await failure(url, (stage) => enterOnly(stage))).toContain(
    'also received {"type":"RegisterResponse"',
  );
});

test('every frame is held against its schema, whether or not the play looks at it', async () => {
  const faults: [frame: object | string, said: string][] = [
    [{ type: 'NoSuchRecv' }, 'no type of this protocol'],
    ['nonsense', 'not JSON'],
    [{ ...welcome('alice'), id: '' }, 'breaks its schema'],
    [{ ...welcome('alice'), epoch: 'x'.repeat(300_000) }, 'longer than 262144 bytes'],
    [refusal({ code: 'no_such_code' }), 'a code that this protocol does not know'],
    [refusal({ code: 'conflict' }), 'status does not belong to the code'],
    [refusal({ code: 'rate_limited', status: 429 }), 'does not say when to come back'],
    [refusal({ detail: '' }), 'says nothing to the person'],
    [{ ...message, msg_id: 5 }, 'A push carries a msg_id'],
  ];
  for (const [frame, said] of faults) {
    const url = serve((asked, say) => {
      honest(asked, say);
      say(frame);
    });
    expect(await failure(url, (stage) => enterOnly(stage))).toContain(said);
    fake?.stop(true);
  }
});

test('answers out of order are noticed', async () => {
  const late: object[] = [];
  const url = serve((asked, say) => {
    if (asked.type === 'RegisterRequest') return honest(asked, say);
    late.unshift(clients(asked));
    if (late.length === 2) for (const frame of late) say(frame);
  });
  const detail = await failure(url, async (stage) => {
    const [alice] = await stage.enter('alice');
    await Promise.all([alice.asks(list()), alice.asks(list({ limit: 5 }))]);
  });
  expect(detail).toContain('before the answer to {"type":"ClientListRequest"}');
});

test('a connection that ends while somebody waits is a failure that says with what', async () => {
  const url = serve((_, __, socket) => socket.close(1011, 'tired'));
  const detail = await failure(url, (stage) => enterOnly(stage));
  expect(detail).toContain(
    'the connection ended with 1011 before the answer to {"type":"RegisterRequest"',
  );
});

test('a connection that should end and ends otherwise is a failure', async () => {
  const url = serve((_, __, socket) => socket.close(1008));
  const detail = await failure(url, async (stage) => {
    const alice = await stage.connect('alice');
    alice.sends(list());
    await alice.closedWith([1009, 1007]);
  });
  expect(detail).toContain('was to end with 1009 or 1007, not 1008');
});

test('what a stranger on the server says is no part of the play', async () => {
  const url = serve((asked, say) => {
    honest(asked, say);
    say(message);
  });
  const result = await perform(
    play((stage) => enterOnly(stage)),
    url,
  );
  expect(result.outcome).toBe('passed');
});

test('a play that takes too long has failed', async () => {
  const url = serve(honest);
  const slow = play(() => new Promise(() => {}), { seconds: 0.1 });
  const { outcome, detail } = await perform(slow, url);
  expect([outcome, detail]).toEqual(['failed', 'The conversation was not over after 0.1 s.']);
});

test('a conversation that needs the server to itself is skipped while others are there', async () => {
  const url = serve((asked, say) => {
    if (asked.type === 'RegisterRequest') honest(asked, say);
    else say({ ...clients(asked), clients: ['zoe', 'yves'] });
  });
  const result = await perform(
    play(async () => {}, { alone: true }),
    url,
  );
  expect(result.outcome).toBe('skipped');
  expect(result.detail).toContain('others are online: 2');
});

test('a conversation that does not suit the server is skipped with the reason', async () => {
  const url = serve(honest);
  const unsuitable = play(async () => {
    throw new Unsuitable('There is no limit here.');
  });
  const { outcome, detail } = await perform(unsuitable, url);
  expect([outcome, detail]).toEqual(['skipped', 'There is no limit here.']);
});

test('results come in the order of the list, those that want the server alone last', async () => {
  const url = serve(honest);
  const wait = (milliseconds: number) => () =>
    new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const plays = [
    conversation('a', 'slow', ['a.1'], wait(60)),
    conversation('a', 'by itself', ['a.2'], wait(1), { alone: true }),
    conversation('b', 'quick', ['b.1'], wait(1)),
    conversation('b', 'quicker', ['b.2', 'a.1'], wait(0)),
  ];
  const told: string[] = [];
  const results = await gradeWith(plays, url, { onResult: ({ title }) => told.push(title) });
  expect(told).toEqual(['slow', 'quick', 'quicker', 'by itself']);
  expect(results.map(({ title }) => title)).toEqual(told);
  const chosen = async (only: string) =>
    (await gradeWith(plays, url, { only })).map(({ title }) => title);
  expect(await chosen('b')).toEqual(['quick', 'quicker']);
  expect(await chosen('a.1')).toEqual(['slow', 'quicker']);
  expect(await chosen('itself')).toEqual(['by itself']);
});

test('where nobody answers there is nothing to grade', async () => {
  const url = serve(honest);
  await fake?.stop(true);
  expect(gradeWith([], url)).rejects.toThrow(`No server answers at ${url}.`);
});

const message = {
  type: 'MessageRecv',
  status: 200,
  sender: 'stranger',
  sender_id: '9',
  content: 'hello',
  chatname: 'stranger',
  groupchat: false,
  chat: '1',
  seq: 1,
  at: 1,
};

function welcome(username: string, msg_id?: unknown) {
  return {
    type: 'RegisterResponse',
    status: 200,
    username,
    id: '1',
    token: 't',
    epoch: 'e',
    msg_id,
  };
}

function refusal(fields: object) {
  return { type: 'ErrorResponse', status: 400, code: 'bad_request', detail: 'No.', ...fields };
}

function clients({ msg_id }: Asked) {
  return { type: 'ClientListResponse', status: 200, clients: [], msg_id };
}

function honest(asked: Asked, say: (frame: object | string) => void): void {
  const isRegistration = asked.type === 'RegisterRequest';
  say(isRegistration ? welcome(asked.username ?? '', asked['msg_id']) : clients(asked));
}

function serve(reply: Reply): string {
  fake = Bun.serve({
    port: 0,
    fetch: (request, server) =>
      server.upgrade(request, { data: undefined }) ? undefined : new Response(null),
    websocket: {
      message(socket, text) {
        const say = (frame: object | string) => {
          socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
        };
        reply(JSON.parse(String(text)) as Asked, say, socket as ServerWebSocket);
      },
    },
  });
  return `ws://127.0.0.1:${fake.port}/ws`;
}

function play(act: (stage: Stage) => Promise<void>, needs = {}): Conversation {
  return conversation('test', 'a play', ['test.1'], act, needs);
}

/** Enters, and gives what comes behind the answer time to arrive. */
async function enterOnly(stage: Stage): Promise<void> {
  const alice = await stage.connect('alice');
  await alice.asks(register(alice.name));
  await new Promise((resolve) => setTimeout(resolve, 30));
}

async function failure(url: string, act: (stage: Stage) => Promise<void>): Promise<string> {
  const { outcome, detail = '' } = await perform(play(act), url);
  expect(outcome).toBe('failed');
  return detail;
}
