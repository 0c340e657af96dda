import about from '../../package.json' with { type: 'json' };
import { CLOSE } from '../close.ts';
import { ERRORS } from '../errors.ts';
import { FRAMES, type FrameType } from '../frames.ts';
import { WIRE } from '../limits.ts';
import { REQUESTS, type RequestType } from '../requests.ts';
import { AREAS, areaOf, type MessageType, sentenceOf } from './areas.ts';
import { examplesOf } from './examples.ts';
import { answerTo, isPushed } from './pairs.ts';
import { CLOSES, LIMITS } from './reasons.ts';
import { payloadOf } from './schemas.ts';

/**
 * The protocol as an AsyncAPI 3 document, written from the side of a client: it sends requests and receives
 * what is pushed. All of it comes from the registry that the server and the SDK are built on.
 */

const REQUEST_TYPES = Object.keys(REQUESTS) as RequestType[];
const FRAME_TYPES = Object.keys(FRAMES) as FrameType[];
const MESSAGE_TYPES: readonly MessageType[] = [...REQUEST_TYPES, ...FRAME_TYPES];

export function asyncapi(): object {
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Chateau',
      version: about.version,
      description: INTRODUCTION,
      license: { name: about.license },
      tags: Object.entries(AREAS).map(([name, { title }]) => ({ name, description: title })),
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: {
      socket: {
        address: '/ws',
        title: 'The socket',
        description: 'One JSON object in each text frame, both ways. Nothing is compressed.',
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
        messages: each(MESSAGE_TYPES, (type) => ref('components/messages', type)),
      },
    },
    operations: {
      ...each(REQUEST_TYPES, sending),
      ...each(FRAME_TYPES.filter(isPushed), receiving),
    },
    components: {
      messages: each(MESSAGE_TYPES, message),
      correlationIds: {
        msg_id: {
          description: 'An answer carries the `msg_id` of its request.',
          location: '$message.payload#/msg_id',
        },
      },
    },
    'x-errors': each(Object.keys(ERRORS) as (keyof typeof ERRORS)[], (code) => {
      const [status, again, meaning] = ERRORS[code];
      return { status, again, meaning };
    }),
    'x-close-codes': each(Object.keys(CLOSES) as (keyof typeof CLOSES)[], (reason) => {
      return { ...CLOSE[reason], when: CLOSES[reason] };
    }),
    'x-limits': each(Object.keys(WIRE) as (keyof typeof WIRE)[], (limit) => {
      return { value: WIRE[limit], of: LIMITS[limit] };
    }),
  };
}

const INTRODUCTION = `JSON over a WebSocket, written from the side of a client. The rules, each with a number,
are on the pages at \`/docs\`; this document has the form of the messages. Objects are open: fields that are not
listed here are to be ignored, and later versions add some. \`x-errors\` has the codes of \`ErrorResponse\`,
\`x-close-codes\` what to do when the socket ends, \`x-limits\` the limits of the wire in bytes and characters.`;

const SERVERS = {
  plain: {
    host: 'localhost:8888',
    protocol: 'ws',
    description: 'A server as it starts, on the same machine.',
  },
  secure: {
    host: '{host}',
    protocol: 'wss',
    description: 'A server with TLS, its own or that of a proxy.',
    variables: { host: { description: 'Where it is, with the port where it is not 443.' } },
  },
};

function message(type: MessageType): object {
  return {
    name: type,
    title: type,
    summary: sentenceOf(type),
    tags: tagsOf(type),
    ...(isRepeated(type) && { correlationId: ref('components/correlationIds', 'msg_id') }),
    payload: payloadOf(type),
    examples: examplesOf(type).map((payload) => ({ name: type, payload })),
  };
}

/** Whether it carries a `msg_id`. */
function isRepeated(type: MessageType): boolean {
  return !type.endsWith('Recv');
}

function sending(type: RequestType): object {
  const answers = [answerTo(type), 'ErrorResponse'];
  return {
    action: 'send',
    channel: ref('channels', 'socket'),
    summary: sentenceOf(type),
    tags: tagsOf(type),
    messages: [onSocket(type)],
    reply: { channel: ref('channels', 'socket'), messages: answers.map(onSocket) },
  };
}

function receiving(type: FrameType): object {
  return {
    action: 'receive',
    channel: ref('channels', 'socket'),
    summary: sentenceOf(type),
    tags: tagsOf(type),
    messages: [onSocket(type)],
  };
}

function tagsOf(type: MessageType): object[] {
  return [{ name: areaOf(type) }];
}

function onSocket(type: string): object {
  return ref('channels/socket/messages', type);
}

function ref(place: string, name: string): { $ref: string } {
  return { $ref: `#/${place}/${name}` };
}

function each<K extends string>(names: readonly K[], of: (name: K) => unknown): object {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}
