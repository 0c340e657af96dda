import type { Chat } from '../chat.ts';
import type { Clock } from '../clock.ts';
import type { Connection, Received, SocketMaker } from '../connection.ts';
import { ChateauError, otherHistory, stopped } from '../errors.ts';
import type { ClientEvents } from '../events.ts';
import { isSaid } from '../messages.ts';
import { heardIn } from '../state/entry.ts';
import type { StateEvent } from '../state/event.ts';
import { fold } from '../state/fold.ts';
import { chatIn, emptySnapshot, type Me, type Snapshot } from '../state/snapshot.ts';
import type { Storage } from '../storage.ts';
import type { AnswerTo, AnyPush, Entry, Request, Welcome } from '../wire.ts';
import { Arrival, type Identity } from './arrival.ts';
import { Emitter } from './emitter.ts';
import { Feed } from './feed.ts';
import { newKey } from './key.ts';
import { type ClientState, Lifecycle } from './lifecycle.ts';
import { Outbox, type Pending, type Send } from './outbox.ts';
import { effectOf } from './own.ts';
import { type AskOptions, Requests } from './requests.ts';
import { Typists } from './typing.ts';
import { onWake } from './wakes.ts';

export interface SessionSettings {
  readonly url: string;
  readonly storage?: Storage;
  readonly features: readonly string[];
  readonly device?: string;
  readonly window: number;
  readonly timeout: number;
  readonly WebSocket?: SocketMaker;
  readonly clock: Clock;
  random(): number;
  chat(id: string): Chat;
}

/** What a push is called where one listens. */
const NAMES = { ReadRecv: 'read', TypingRecv: 'typing', PresenceRecv: 'presence' } as const;
/** The list is asked again for counts no sooner than this after they became uncertain. */
const RECOUNT = 1_000;

/** All that goes on between a client and its server. It wires the parts; what they do is in their files. */
export class Session {
  readonly events = new Emitter<ClientEvents>();
  readonly #settings: SessionSettings;
  readonly #lifecycle: Lifecycle;
  readonly #arrival: Arrival;
  readonly #requests: Requests;
  readonly #outbox: Outbox;
  readonly #typing: Typists;
  #snapshot: Snapshot;
  #feed: Feed | undefined;
  /** Whether the chats of this person in this history were compared before. */
  #hasSynced = false;
  #isRecounting = false;
  #sleep = () => {};

  constructor(settings: SessionSettings) {
    const { url, clock } = settings;
    this.#settings = settings;
    this.#snapshot = emptySnapshot(settings.window);
    this.#requests = new Requests({
      ...settings,
      answered: (request, answer) => this.#answered(request, answer),
    });
    this.#arrival = new Arrival({
      ...settings,
      name: `chateau ${url} person`,
      ask: (connection, request) => this.#requests.once(connection, request),
    });
    this.#outbox = new Outbox({
      ...settings,
      name: `chateau ${url} outbox`,
      ask: (request, take) =>
        this.#requests.ask(request, { timeout: Infinity, take: take as never }),
      changed: (pending) => this.#happen({ type: 'Outbox', pending }),
      refused: (pending, error) => this.events.emit('refused', pending, error),
    });
    this.#typing = new Typists(clock, (push) => this.#happen(push));
    this.#lifecycle = new Lifecycle({
      ...settings,
      begin: (connection) => this.#begin(connection),
      probe: (connection) => this.#probe(connection),
      changed: (state) => this.#changed(state),
    });
  }

  get state(): ClientState {
    return this.#lifecycle.state;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  get clock(): Clock {
    return this.#settings.clock;
  }

  get canReturn(): boolean {
    return this.#arrival.canReturn;
  }

  enter(identity: Identity): Promise<Me> {
    return this.#start(() => this.#arrival.expect(identity));
  }

  return(username: string | undefined): Promise<Me> {
    return this.#start(() => this.#arrival.expectReturn(username));
  }

  stop(): void {
    this.#lifecycle.stop();
  }

  /** Nothing of the person stays on this device. */
  leave(): void {
    this.stop();
    this.#arrival.forget();
    this.#outbox.clear(stopped());
    this.#hasSynced = false;
    this.#happen({ type: 'Reset' });
  }

  ask<R extends Request>(request: R, options?: AskOptions): Promise<AnswerTo<R>> {
    return this.#requests.ask(request, options);
  }

  /** In its turn, over reloads and cuts. */
  async send<R extends Omit<Send, 'key'>>(
    request: R & { readonly type: Send['type'] },
    signal?: AbortSignal,
  ): Promise<AnswerTo<R & { readonly type: Send['type'] }>> {
    const send = { ...request, key: newKey() } as unknown as Send;
    return (await this.#outbox.add(send, signal)) as never;
  }

  /** See `Client`. */
  pending(id: string): readonly Pending[] {
    return this.#outbox.items(id);
  }

  /** Resolves when the chat has been told up to there. */
  async reach(chat: string, seq: number): Promise<void> {
    await this.#feed?.expect(chat, seq);
  }

  /** For what a client knows of itself, not from the server. */
  note(event: StateEvent): void {
    this.#happen(event);
  }

  #start(prepare: () => void): Promise<Me> {
    const { name } = this.state;
    if (name !== 'idle' && name !== 'stopped') {
      const message = 'Somebody is in: stop first.';
      return Promise.reject(new ChateauError('already_registered', message));
    }
    prepare();
    this.#requests.begin();
    return new Promise((resolve, reject) => {
      const off = this.events.on('state', (state) => {
        const { me } = this.#snapshot;
        if (state.name === 'online' && me) resolve(me);
        else if (state.name === 'stopped') reject(state.reason ?? stopped());
        else return;
        off();
      });
      this.#sleep = onWake(() => this.#lifecycle.wake());
      this.#lifecycle.start();
    });
  }

  async #begin(connection: Connection): Promise<void> {
    const feed = new Feed({
      snapshot: () => this.#snapshot,
      happen: (event) => this.#happen(event),
      ask: (question, take) =>
        this.#requests.ask(question, {
          on: connection,
          timeout: Infinity,
          take: take as never,
        }),
      settled: () => this.#requests.settled(),
      fail: (error) => connection.abandon(`${error}`),
    });
    this.#feed = feed;
    connection.listen((frame) => this.#hear(feed, frame));
    const welcome = await this.#arrival.comeIn(connection);
    this.#welcome(welcome);
    this.#lifecycle.syncing();
    // First of all what was on its way when the last connection ended: it may be in the log already.
    this.#outbox.begin({ id: welcome.id, epoch: welcome.epoch });
    this.#requests.attach(connection, welcome.server?.limits['frame']);
    await feed.sync(!this.#hasSynced);
    this.#hasSynced = true;
  }

  #welcome(welcome: Welcome): void {
    const { me, epoch } = this.#snapshot;
    const isOther = epoch !== undefined && epoch !== welcome.epoch;
    if (isOther || (me && me.id !== welcome.id)) {
      this.#hasSynced = false;
      this.#happen({ type: 'Reset' });
      this.events.emit('reset', { reason: isOther ? 'epoch' : 'person' });
      // What is still asked for may be about chats that are other ones now.
      this.#requests.halt(otherHistory());
      this.#requests.begin();
    }
    this.#typing.clear();
    this.#happen(welcome);
  }

  #hear(feed: Feed, frame: Received): void {
    this.events.emit('frame', frame);
    const push = frame as Received & AnyPush;
    const heard = heardIn(push);
    if (heard) return void feed.hear(heard);
    if (push.type !== 'PresenceRecv') feed.enter(push.chat);
    if (push.type === 'TypingRecv') this.#typing.hear(push);
    this.#happen(push);
  }

  #answered(request: Request, answer: Received): void {
    const { me } = this.#snapshot;
    const feed = this.#feed;
    if (!me || !feed) return;
    const { heard, place, entered, event } = effectOf(request, answer, me);
    if (entered !== undefined) feed.enter(entered);
    if (event) this.#happen(event);
    if (heard) feed.hear(heard, entered);
    // Whoever waits for it asks; a failure ends the connection.
    if (place) feed.expect(place.chat, place.seq).catch(() => {});
  }

  #happen(event: StateEvent): void {
    const before = this.#snapshot;
    this.#snapshot = fold(before, event);
    if (this.#snapshot === before) return;
    this.events.emit('snapshot', this.#snapshot);
    for (const id of chatsOf(event)) {
      const now = chatIn(this.#snapshot, id);
      const had = chatIn(before, id);
      if (!now !== !had) this.events.emit(now ? 'chat' : 'gone', this.#settings.chat(id));
      if (now?.stale) this.#recount();
    }
    this.#tell(event);
  }

  #tell(event: StateEvent): void {
    switch (event.type) {
      case 'Entries':
        for (const entry of event.entries) this.#tellEntry(entry, this.#settings.chat(event.chat));
        break;
      case 'ChatReset':
        this.events.emit('reset', { reason: 'chat', chat: event.chat });
        break;
      case 'ReadRecv':
      case 'TypingRecv':
      case 'PresenceRecv':
        this.events.emit(NAMES[event.type], event as never);
    }
  }

  #tellEntry(entry: Entry, chat: Chat): void {
    this.events.emit('entry', entry, chat);
    const isOthers = entry.sender_id !== this.#snapshot.me?.id;
    if (isOthers && isSaid(entry)) this.events.emit('message', entry, chat);
  }

  /** A deletion of something unread that was never read here, for instance: only the list can count it. */
  #recount(): void {
    if (this.#isRecounting) return;
    this.#isRecounting = true;
    this.#settings.clock.after(RECOUNT, () => {
      this.#isRecounting = false;
      // Without a connection, the next one begins with the list anyway.
      if (this.state.name === 'online') this.#feed?.recount().catch(() => {});
    });
  }

  #probe(connection: Connection): void {
    // Known or not: an answer is an answer.
    this.#requests.once(connection, { type: 'PresenceRequest', ids: [] }).catch(() => {});
  }

  #changed(state: ClientState): void {
    if (state.name === 'stopped') {
      const { reason } = state;
      const isForGood = ['logged_out', 'disabled', 'token_expired'].includes(reason?.code ?? '');
      if (isForGood) this.#arrival.forget();
      this.#sleep();
      this.#typing.clear();
      this.#outbox.halt();
      this.#requests.halt(stopped());
    }
    this.events.emit('state', state);
  }
}

/** The chats that an event is about. */
function chatsOf(event: StateEvent): readonly string[] {
  if (event.type === 'Listed') return event.chats.map(({ chat }) => chat);
  return 'chat' in event ? [event.chat] : [];
}
