// The bare hub: the yardstick. It parses each frame, encodes the answer and the push as the real
// server would say them, and hands them to Bun. It stores nothing, checks nothing, forgets no one.
// What it does a second is what this runtime and this machine allow; the real server is measured by it.
//
// Everyone listens to a topic of their own, and direct messages go there: Bun writes a topic once per
// socket and turn, which passed a fifth to a half more of them than a send to the socket did.

type Socket = Bun.ServerWebSocket<{ name: string }>;
type Frame = {
  type: string;
  msg_id?: string | number;
  username: string;
  chatname: string;
  recipients: string[];
  recipient: string;
  content: string;
};
type Chat = { id: string; seq: number };

const people = new Map<string, Socket>();
const groups = new Map<string, Chat>();
const pairs = new Map<string, Chat>();

function register(ws: Socket, { username, msg_id }: Frame): void {
  ws.data.name = username;
  people.set(username, ws);
  ws.subscribe(username);
  const answer = { type: 'RegisterResponse', status: 200, msg_id, username, id: username };
  ws.send(JSON.stringify({ ...answer, token: username, epoch: 'hub' }));
}

function makeGroup(ws: Socket, { chatname, recipients, msg_id }: Frame): void {
  const chat = { id: `g${groups.size + 1}`, seq: 0 };
  groups.set(chatname, chat);
  const type = 'GroupMessageInitResponse';
  const told = { type, status: 201, chatname, chat: chat.id, sender: ws.data.name };
  const invitation = JSON.stringify({
    ...told,
    recipients: recipients.slice(0, 200),
    member_count: recipients.length + 1,
  });
  ws.subscribe(chatname);
  for (const name of recipients) {
    const member = people.get(name);
    member?.subscribe(chatname);
    member?.send(invitation);
  }
  ws.send(JSON.stringify({ type, status: 200, msg_id, chatname, chat: chat.id }));
}

function pairOf(a: string, b: string): Chat {
  const key = a < b ? `${a} ${b}` : `${b} ${a}`;
  let chat = pairs.get(key);
  if (!chat) {
    chat = { id: `d${pairs.size + 1}`, seq: 0 };
    pairs.set(key, chat);
  }
  return chat;
}

function pass(ws: Socket, frame: Frame, pushed: string): void {
  const sender = ws.data.name;
  const group = groups.get(frame.recipient);
  const chat = group ?? pairOf(sender, frame.recipient);
  const seq = ++chat.seq;
  const at = Date.now();
  const push = JSON.stringify({
    type: pushed,
    status: seq === 1 && pushed === 'GroupMessageRecv' ? 201 : 200,
    sender,
    sender_id: sender,
    content: frame.content,
    chatname: group ? frame.recipient : sender,
    groupchat: group !== undefined,
    chat: chat.id,
    seq,
    at,
  });
  ws.send(
    JSON.stringify({
      type: 'MessageSendResponse',
      status: 200,
      msg_id: frame.msg_id,
      chat: chat.id,
      chatname: frame.recipient,
      seq,
      at,
    }),
  );
  ws.publish(frame.recipient, push);
}

function hear(ws: Socket, text: string | Buffer): void {
  const frame = JSON.parse(text as string) as Frame;
  if (frame.type === 'GroupMessageRequest') pass(ws, frame, 'GroupMessageRecv');
  else if (frame.type === 'MessageRequest') pass(ws, frame, 'MessageRecv');
  else if (frame.type === 'RegisterRequest') register(ws, frame);
  else if (frame.type === 'GroupMessageInitRequest') makeGroup(ws, frame);
}

const server = Bun.serve<{ name: string }>({
  hostname: '127.0.0.1',
  port: Number(process.env.CHATEAU_PORT ?? 0),
  fetch(request, server) {
    const isSocket = server.upgrade(request, { data: { name: '' } });
    return isSocket ? undefined : new Response('ready');
  },
  websocket: {
    message: hear,
    // A socket that falls behind is cut, never quietly skipped: a lost frame would flatter the hub.
    backpressureLimit: 64 << 20,
    closeOnBackpressureLimit: true,
    perMessageDeflate: false,
  },
});
console.log(`ready port=${server.port} pid=${process.pid}`);
