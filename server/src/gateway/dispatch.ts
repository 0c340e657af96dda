import {
  type Frame,
  type MessageId,
  type Request,
  type RequestType,
  refuse,
} from '@chateau/protocol';
import { isRequestType, messageId, parseObject } from '@chateau/protocol/decode';
import { earlierAnswer, type KeyedRequest } from '../chat/keys.ts';
import type { Arrival } from '../chat/people.ts';
import type { Actor } from '../chat/person.ts';
import type { Clock } from '../ports/clock.ts';
import { DirectoryUnavailable } from '../ports/directory.ts';
import { TooManyPasswords } from '../ports/passwords.ts';
import { StorageUnavailable } from '../ports/store.ts';
import { Asked, type Turn } from './asked.ts';
import { COMMANDS, type Command, type Domain, type Welcome } from './commands.ts';
import type { Job } from './lane.ts';
import type { Link } from './link.ts';
import type { Session } from './session.ts';

/** An answer this long counts as one request more: asking is cheap, answering may not be. */
const BYTES_PER_COST = 8 * 1024;
/** When to come again with a password, if the server has too many to check. */
const BUSY_SECONDS = 2;

type CommandOf<Needs extends Command<never>['needs']> = Extract<Command<never>, { needs: Needs }>;

export interface DispatchOptions {
  readonly domain: Domain;
  readonly clock: Clock;
  /** What a new person's connection is told and gets from then on. */
  readonly welcome: (link: Link, arrival: Arrival, request: Request, type: Welcome) => Frame;
  readonly onFault: (error: unknown, request: RequestType) => void;
}

/** From a text to its answer: the checks in the protocol's order, the handler, the one error boundary. */
export class Dispatch {
  readonly #options: DispatchOptions;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  job(link: Link, text: string): Job {
    const size = Buffer.byteLength(text);
    const object = parseObject(text);
    if (!object) return refusal(refuse('bad_request', 'That is not a JSON object.'), {}, size);
    const id = messageId(object);
    const type = object['type'];
    if (!isRequestType(type)) return refusal(refuse('unknown_type'), { id }, size);
    return new Asked(this, link, { type, id, size, object, text });
  }

  overlaps(asked: Asked): boolean {
    const { overlaps } = COMMANDS[asked.type] as Command<never>;
    if (typeof overlaps === 'boolean') return overlaps;
    const { session } = asked.link;
    const request = session.state === 'registered' ? asked.check() : undefined;
    // What is refused at once waits for nothing.
    if (session.state !== 'registered' || !request) return true;
    return overlaps(this.#options.domain, actorOf(asked.link, session), request as never);
  }

  /** Nothing gets past here: a fault costs its sender one request, never the connection or the process. */
  answer(asked: Asked, turn: Turn): string | Promise<string> {
    const failed = (error: unknown) => this.#finish(asked, this.#failed(error, asked.type));
    try {
      const frame = this.#handle(asked, turn);
      return frame instanceof Promise
        ? frame.then((frame) => this.#finish(asked, frame), failed)
        : this.#finish(asked, frame);
    } catch (error) {
      return failed(error);
    }
  }

  #handle(asked: Asked, turn: Turn): Frame | Promise<Frame> {
    // The table pairs each type with its handler; that pairing is lost once the type is a variable.
    const command = COMMANDS[asked.type] as Command<never>;
    return command.needs === 'person'
      ? this.#ofPerson(asked, command, turn)
      : this.#ofNewcomer(asked, command);
  }

  #ofPerson(asked: Asked, command: CommandOf<'person'>, turn: Turn): Frame | Promise<Frame> {
    const { link } = asked;
    const { session } = link;
    if (session.state !== 'registered') return refuse('not_registered');
    const { domain } = this.#options;
    // What was sent behind a logout, or while one came from elsewhere, is nobody's any more.
    if (domain.devices.hasEnded(session.token)) return refuse('not_registered');
    const request = asked.check();
    if (!request) return refuse('bad_request');
    const actor = actorOf(link, session);
    const answer =
      this.#limit(link, command.cost) ?? command.handle(domain, actor, request as never);
    if (!('key' in request)) return answer;
    return unlessRepeated(answer, async () => {
      // This connection's own earlier requests may have used the key.
      await turn();
      return earlierAnswer(domain.store, actor, request as KeyedRequest);
    });
  }

  #ofNewcomer(asked: Asked, command: CommandOf<'newcomer'>): Frame | Promise<Frame> {
    const { link } = asked;
    const request = asked.check();
    if (!request) return refuse('bad_request');
    return this.#limit(link, command.cost) ?? this.#register(link, command, request);
  }

  #limit({ allowance }: Link, cost: number): Frame | undefined {
    const wait = allowance?.take(cost, this.#options.clock.now()) ?? 0;
    if (wait === 0) return undefined;
    return refuse('rate_limited', undefined, { retry_after: Math.ceil(wait * 10) / 10 });
  }

  /** The time to register stops while a registration is being decided. */
  async #register(link: Link, command: CommandOf<'newcomer'>, request: Request): Promise<Frame> {
    const { clock, domain, welcome } = this.#options;
    if (link.session.state !== 'waiting') return refuse('already_registered');
    const waited = clock.now() - link.session.since;
    link.session = { state: 'registering' };
    try {
      const outcome = await command.handle(domain, request as never, link.address);
      return 'person' in outcome ? welcome(link, outcome, request, command.response) : outcome;
    } finally {
      backToWaiting(link, clock.now() - waited);
    }
  }

  #failed(error: unknown, type: RequestType): Frame {
    if (error instanceof StorageUnavailable) return refuse('storage_unavailable');
    if (error instanceof DirectoryUnavailable) return refuse('directory_unavailable');
    if (error instanceof TooManyPasswords) {
      return refuse('rate_limited', undefined, { retry_after: BUSY_SECONDS });
    }
    this.#options.onFault(error, type);
    return refuse('internal_error');
  }

  #finish(asked: Asked, frame: Frame): string {
    const text = encode(frame, asked);
    if (text.length > BYTES_PER_COST)
      asked.link.allowance?.charge(Math.floor(text.length / BYTES_PER_COST));
    return text;
  }
}

function actorOf(
  { connection, address }: Link,
  { person, token }: Extract<Session, { state: 'registered' }>,
): Actor {
  return { person, token, connection: connection.id, address };
}

function refusal(frame: Frame, of: { id?: MessageId | undefined }, size: number): Job {
  return { overlaps: true, size, run: () => encode(frame, of) };
}

/** The answer as it goes out: with the `msg_id` of its request and, in a refusal, the request's type. */
function encode(
  frame: Frame,
  { id, type }: { id?: MessageId | undefined; type?: RequestType },
): string {
  if (frame.type === 'ErrorResponse')
    return JSON.stringify({ ...frame, request: type, msg_id: id });
  const text = JSON.stringify(frame);
  // Put in by hand: to copy the object for it costs more than to encode it.
  return id === undefined ? text : `${text.slice(0, -1)},"msg_id":${JSON.stringify(id)}}`;
}

/** Where an earlier request with this key was accepted, its answer stands, whatever is refused now. */
async function unlessRepeated(
  answer: Frame | Promise<Frame>,
  earlier: () => Promise<Frame | undefined>,
): Promise<Frame> {
  const frame = await answer;
  return frame.type === 'ErrorResponse' ? ((await earlier()) ?? frame) : frame;
}

/** Unless the connection has its person by now, or has ended. */
function backToWaiting(link: Link, since: number): void {
  if (link.session.state === 'registering') link.session = { state: 'waiting', since };
}
