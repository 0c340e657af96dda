import { expect } from 'bun:test';
import type { Received } from '@chateau/client';
import type { Person, Stage } from '@chateau/conformance';
import { Audit } from './audit.ts';
import { Ledger, type Rank, type Written } from './ledger.ts';

/**
 * Somebody asks for something. Numbers pick from what is there, so that any of them mean something; `asOwner`: whoever
 * owns the group asks.
 */
export type Act = { readonly who: number; readonly chat: number; readonly asOwner?: boolean } & (
  | { do: 'write'; what: Content; reply: number | null }
  | { do: 'say hello'; whom: number }
  | { do: 'edit'; target: number; what: Content }
  | { do: 'delete'; target: number }
  | { do: 'react'; target: number; reaction: string; on: boolean }
  | { do: 'read'; seq: number; back: boolean }
  | { do: 'prefer' }
  | { do: 'type' }
  | { do: 'invite'; whom: number }
  | { do: 'join' }
  | { do: 'leave' }
  | { do: 'remove'; whom: number }
  | { do: 'rank'; whom: number; rank: Rank }
  | { do: 'open or shut'; isOpen: boolean }
  | { do: 'mute'; whom: number; on: boolean }
  | { do: 'block'; whom: number; on: boolean }
  | { do: 'look'; seq: number; limit: number }
  | { do: 'let others talk' }
);

/** Words that call nobody, somebody, or everybody. */
type Content = { readonly calls: readonly number[]; readonly all: boolean };

type Refusal = { readonly refused: string };
const refused = (code: string): Refusal => ({ refused: code });
type Outcome = Refusal | { readonly done: Written | undefined };
const done = (entry?: Written) => ({ done: entry });

const LABELS = ['alice', 'bob', 'carol', 'mallory'] as const;

const PUSHES = {
  message: 'GroupMessageRecv',
  edit: 'MessageEditRecv',
  delete: 'MessageDeleteRecv',
  reaction: 'ReactionRecv',
  members: 'MembersRecv',
  change: 'ChatChangeRecv',
} as const satisfies Record<Written['kind'], string>;

type Pushed = { readonly type: string; readonly chat: string; readonly seq?: number };

/** Four people, what they have done, and what each of them must have heard of it. */
export class Assembly {
  readonly #stage: Stage;
  readonly #people: readonly Person[];
  #clerks = 0;
  readonly #ledgers: Ledger[] = [];
  readonly #blocks = new Set<string>();
  readonly #heard: Pushed[][] = LABELS.map(() => []);
  readonly #told: Pushed[][] = LABELS.map(() => []);

  private constructor(stage: Stage, people: readonly Person[]) {
    this.#stage = stage;
    this.#people = people;
  }

  static async open(stage: Stage): Promise<Assembly> {
    const people: Person[] = [];
    // One after another, so that whoever is named first has the lower id.
    for (const label of LABELS)
      people.push(...(await stage.enterWith({ features: ['log'] }, label)));
    const assembly = new Assembly(stage, people);
    for (const [name, members] of [
      ['club', [0, 1, 2]],
      ['team', [1, 0, 2]],
    ] as const) {
      await assembly.#gather(stage.name(name), members);
    }
    return assembly;
  }

  async #gather(chatname: string, [owner, ...others]: readonly [number, ...number[]]) {
    const recipients = others.map((one) => this.#person(one).name);
    const opened = await this.#person(owner).asks(
      { type: 'GroupMessageInitRequest', chatname, recipients },
      { status: 200 },
    );
    const chat = String(opened['chat']);
    this.#ledgers.push(new Ledger(chat, [owner, ...others], true));
    for (const one of others) this.#tell(one, { type: 'GroupMessageInitResponse', chat });
  }

  #person(who: number): Person {
    const person = this.#people[who % this.#people.length];
    if (!person) throw new Error(`There is no person ${who}.`);
    return person;
  }

  #tell(who: number, pushed: Pushed): void {
    this.#told[who]?.push(pushed);
  }

  /** Does it, and holds the answer against what it must be. */
  async perform(wanted: Act): Promise<void> {
    if (wanted.do === 'say hello') return this.#sayHello(wanted.who, wanted.whom);
    if (wanted.do === 'let others talk') return this.#letOthersTalk();
    const ledger = this.#ledgers[wanted.chat % this.#ledgers.length] as Ledger;
    const act = { ...wanted, who: (wanted.asOwner ? ledger.owner : undefined) ?? wanted.who };
    const before = ledger.members;
    const { request, outcome } = this.#decide(act, ledger);
    const answer = await this.#person(act.who).asks(request);
    this.#hold({ act, answer }, outcome, ledger);
    if ('refused' in outcome || !outcome.done) return;
    this.#spread(act.who, outcome.done, ledger, before);
  }

  #hold(about: { act: Act; answer: Received }, outcome: Outcome, ledger: Ledger): void {
    const { answer } = about;
    if ('refused' in outcome) {
      expect({ ...about, code: answer['code'] }).toEqual({ ...about, code: outcome.refused });
      return;
    }
    const { status, seq, chat = ledger.id } = answer;
    const reached = about.act.do === 'read' ? ledger.seats.get(about.act.who)?.cursor : undefined;
    const wanted = { status: 200, seq: outcome.done?.seq ?? reached, chat: ledger.id };
    expect({ ...about, status, seq, chat }).toEqual({ ...about, ...wanted });
  }

  /** Everybody who was there, or comes, hears of it but for the one who asked. */
  #spread(who: number, entry: Written, ledger: Ledger, before: readonly number[]): void {
    const { id: chat } = ledger;
    const joined = entry.joined ?? [];
    for (const one of joined) {
      if (one !== who) this.#tell(one, { type: 'GroupMessageInitResponse', chat });
    }
    const pushed = { type: PUSHES[entry.kind], chat, seq: entry.seq };
    for (const one of new Set([...before, ...joined])) if (one !== who) this.#tell(one, pushed);
  }

  async #sayHello(who: number, whom: number): Promise<void> {
    const [sender, recipient] = [this.#person(who), this.#person(whom)];
    const request = { type: 'MessageRequest', recipient: recipient.name, content: 'hello' };
    const isRefused = who === whom || this.#areApart(who, whom);
    const answer = await sender.asks(request);
    if (isRefused) return expect(answer['code']).toBe('unknown_recipient');
    expect(answer['status']).toBe(200);
    const chat = String(answer['chat']);
    let ledger = this.#ledgers.find(({ id }) => id === chat);
    if (!ledger) {
      ledger = new Ledger(chat, [who, whom].toSorted(), false);
      this.#ledgers.push(ledger);
    }
    expect(ledger.members).toEqual([who, whom].toSorted());
    const { seq } = ledger.write({
      kind: 'message',
      by: who,
      content: 'hello',
      reactions: new Map(),
    });
    expect(answer['seq']).toBe(seq);
    this.#tell(whom, { type: 'MessageRecv', chat, seq });
  }

  /** So much that the store has put away all that was said before, and finds it in another place. */
  async #letOthersTalk(): Promise<void> {
    const [clerk] = await this.#stage.enter(`clerk${++this.#clerks}`);
    const chatname = this.#stage.name(`noise${this.#clerks}`);
    await clerk.asks({ type: 'GroupMessageInitRequest', chatname, recipients: [] });
    const said = { type: 'GroupMessageRequest', recipient: chatname, content: 'noise' };
    for (let time = 0; time < 3; time++) {
      await Promise.all(Array.from({ length: 400 }, () => clerk.asks(said, { status: 200 })));
    }
    await clerk.leaves();
  }

  #areApart(one: number, other: number): boolean {
    return this.#blocks.has(`${one} ${other}`) || this.#blocks.has(`${other} ${one}`);
  }

  /** A conversation of two with a block between them. */
  #isShut(ledger: Ledger): boolean {
    const [one = 0, other = 0] = ledger.members;
    return !ledger.isGroup && this.#areApart(one, other);
  }

  #decide(act: Act, ledger: Ledger): { request: { type: string }; outcome: Outcome } {
    const { id: chat } = ledger;
    switch (act.do) {
      case 'write': {
        const content = this.#content(act.what);
        const reply = act.reply === null ? {} : { reply_to: aim(act.reply, act.who, ledger) };
        const request = { type: 'GroupMessageRequest', chat, content, ...reply };
        return { request, outcome: this.#write(act, ledger, content, reply.reply_to) };
      }
      case 'edit': {
        const [target, content] = [aim(act.target, act.who, ledger), this.#content(act.what)];
        const request = { type: 'MessageEditRequest', chat, target, content };
        return { request, outcome: this.#edit(act, ledger, target, content) };
      }
      case 'delete': {
        const target = aim(act.target, act.who, ledger);
        const request = { type: 'MessageDeleteRequest', chat, target };
        return { request, outcome: this.#delete(act.who, ledger, target) };
      }
      case 'react': {
        const target = aim(act.target, act.who, ledger);
        const { reaction, on } = act;
        const request = { type: 'ReactionRequest', chat, target, reaction, on };
        return { request, outcome: this.#react(act, ledger, target) };
      }
      case 'read': {
        const { seq, back } = act;
        const isIn = ledger.seats.has(act.who);
        if (isIn) ledger.read(act.who, seq, back);
        const outcome = isIn ? done() : refused('not_found');
        return { request: { type: 'ReadRequest', chat, seq, back } as { type: string }, outcome };
      }
      case 'prefer': {
        const request = { type: 'ChatPreferenceRequest', chat, shows_reads: true };
        return { request, outcome: ledger.seats.has(act.who) ? done() : refused('not_found') };
      }
      case 'type': {
        const request = { type: 'TypingRequest', chat };
        return { request, outcome: ledger.seats.has(act.who) ? done() : refused('not_found') };
      }
      case 'look': {
        const request = { type: 'HistoryRequest', chat, around: act.seq, limit: act.limit };
        return { request, outcome: ledger.seats.has(act.who) ? done() : refused('not_found') };
      }
      case 'block': {
        const { who, whom, on } = act;
        const request = { type: on ? 'BlockRequest' : 'UnblockRequest', id: this.#person(whom).id };
        return { request, outcome: this.#block(who, whom, on) };
      }
      case 'say hello':
      case 'let others talk':
        throw new Error('That is about no chat.');
      default:
        return this.#decideStep(act, ledger);
    }
  }

  #decideStep(act: Act, ledger: Ledger): { request: { type: string }; outcome: Outcome } {
    const { id: chat } = ledger;
    const { who } = act;
    switch (act.do) {
      case 'invite': {
        const recipients = [this.#person(act.whom).name];
        const request = { type: 'GroupInviteRequest', chat, recipients };
        return { request, outcome: this.#invite(who, act.whom, ledger) };
      }
      case 'join': {
        const request = { type: 'GroupJoinRequest', chat };
        if (!ledger.isGroup || !ledger.isOpen || ledger.members.length === 0) {
          return { request, outcome: refused('not_found') };
        }
        const isIn = ledger.seats.has(who);
        return { request, outcome: done(isIn ? undefined : ledger.join(who, who)) };
      }
      case 'leave': {
        const request = { type: 'GroupLeaveRequest', chat };
        const isIn = ledger.isGroup && ledger.seats.has(who);
        return { request, outcome: isIn ? done(ledger.leave(who, who)) : refused('not_found') };
      }
      case 'remove': {
        const request = { type: 'GroupRemoveRequest', chat, id: this.#person(act.whom).id };
        const outcome = this.#about(who, act.whom, ledger, () => ledger.leave(act.whom, who));
        return { request, outcome };
      }
      case 'mute': {
        const { whom, on } = act;
        const seconds = on ? 600 : 0;
        const request = { type: 'GroupMuteRequest', chat, id: this.#person(whom).id, seconds };
        const outcome = this.#about(who, whom, ledger, () => {
          if (on) ledger.muted.add(whom);
          else ledger.muted.delete(whom);
          return ledger.write({ kind: 'members', by: who, joined: [], left: [] });
        });
        return { request, outcome };
      }
      case 'rank': {
        const { whom, rank } = act;
        const request = { type: 'GroupRoleRequest', chat, id: this.#person(whom).id, role: rank };
        return { request, outcome: this.#rank(who, whom, rank, ledger) };
      }
      case 'open or shut': {
        const policy = act.isOpen ? 'open' : 'invite';
        const request = { type: 'GroupChangeRequest', chat, policy };
        return { request, outcome: this.#change(who, act.isOpen, ledger) };
      }
      default:
        throw new Error(`Nobody knows what it means to ${(act as Act).do}.`);
    }
  }

  #content({ calls, all }: Content): string {
    const names = calls.map((one) => `@${this.#person(one).name}`);
    return ['hello', ...names, ...(all ? ['@all'] : [])].join(' ');
  }

  #calls(who: number, { calls, all }: Content, ledger: Ledger): (person: number) => boolean {
    const everybody = all && ledger.isGroup && ledger.leads(who);
    const named = new Set(calls.filter((one) => ledger.seats.has(one)));
    return (person) => everybody || named.has(person);
  }

  #write(
    { who, what }: Act & { do: 'write' },
    ledger: Ledger,
    content: string,
    replyTo: number | undefined,
  ): Outcome {
    if (!ledger.seats.has(who)) return refused('unknown_recipient');
    if (ledger.muted.has(who)) return refused('forbidden');
    if (this.#isShut(ledger)) return refused('unknown_recipient');
    if (replyTo !== undefined && !ledger.message(who, replyTo)) return refused('not_found');
    const calls = this.#calls(who, what, ledger);
    const more = replyTo === undefined ? {} : { replyTo };
    const message = {
      kind: 'message',
      by: who,
      content,
      calls,
      reactions: new Map(),
      ...more,
    } as const;
    return done(ledger.write(message));
  }

  #edit(
    { who, what }: Act & { do: 'edit' },
    ledger: Ledger,
    target: number,
    content: string,
  ): Outcome {
    const message = ledger.message(who, target);
    if (!message) return refused('not_found');
    if (message.by !== who || ledger.muted.has(who)) return refused('forbidden');
    if (this.#isShut(ledger)) return refused('not_found');
    message.content = content;
    message.isEdited = true;
    message.calls = this.#calls(who, what, ledger);
    return done(ledger.write({ kind: 'edit', by: who, target }));
  }

  #delete(who: number, ledger: Ledger, target: number): Outcome {
    const message = ledger.message(who, target);
    if (!message) return refused('not_found');
    const may = message.by === who || (ledger.isGroup && ledger.leads(who));
    if (!may) return refused('forbidden');
    message.isDeleted = true;
    return done(ledger.write({ kind: 'delete', by: who, target }));
  }

  #react({ who, reaction, on }: Act & { do: 'react' }, ledger: Ledger, target: number): Outcome {
    const reactions = ledger.message(who, target)?.reactions;
    if (!reactions) return refused('not_found');
    if (ledger.muted.has(who)) return refused('forbidden');
    if (this.#isShut(ledger)) return refused('not_found');
    const people = reactions.get(reaction) ?? new Set();
    if (people.has(who) === on) return done();
    if (on) people.add(who);
    else people.delete(who);
    reactions.set(reaction, people);
    return done(ledger.write({ kind: 'reaction', by: who, target, reaction, on }));
  }

  #invite(who: number, whom: number, ledger: Ledger): Outcome {
    if (!ledger.isGroup || !ledger.seats.has(who)) return refused('not_found');
    if (!ledger.isOpen && !ledger.leads(who)) return refused('forbidden');
    if (who !== whom && this.#areApart(who, whom)) return refused('recipient_offline');
    if (who === whom || ledger.seats.has(whom)) return done();
    return done(ledger.join(whom, who));
  }

  #about(who: number, whom: number, ledger: Ledger, act: () => Written): Outcome {
    if (!ledger.isGroup || !ledger.seats.has(who)) return refused('not_found');
    if (!ledger.seats.has(whom)) return refused('not_found');
    return ledger.outranks(who, whom) ? done(act()) : refused('forbidden');
  }

  #rank(who: number, whom: number, rank: Rank, ledger: Ledger): Outcome {
    const [seat, its] = [ledger.seats.get(who), ledger.seats.get(whom)];
    if (!ledger.isGroup || !seat || !its) return refused('not_found');
    if (seat.rank !== 'owner') return refused('forbidden');
    if (who === whom) return refused('bad_request');
    if (its.rank === rank) return done();
    its.rank = rank;
    if (rank === 'owner') seat.rank = 'moderator';
    return done(ledger.write({ kind: 'members', by: who, joined: [], left: [] }));
  }

  #change(who: number, isOpen: boolean, ledger: Ledger): Outcome {
    if (!ledger.isGroup || !ledger.seats.has(who)) return refused('not_found');
    if (!ledger.leads(who)) return refused('forbidden');
    if (ledger.isOpen === isOpen) return done();
    ledger.isOpen = isOpen;
    return done(ledger.write({ kind: 'change', by: who, policy: isOpen ? 'open' : 'invite' }));
  }

  #block(who: number, whom: number, on: boolean): Outcome {
    if (who === whom) return refused(on ? 'bad_request' : 'not_found');
    if (on) this.#blocks.add(`${who} ${whom}`);
    else this.#blocks.delete(`${who} ${whom}`);
    return done();
  }

  /** What everybody has heard, and finds when they ask, is what there is for them, and nothing else. */
  async compare(): Promise<void> {
    for (const [who, person] of this.#people.entries()) {
      // A push that was on its way has come by the time that something later is answered.
      for (let time = 0; time < 2; time++) {
        await person.asks({ type: 'ClientListRequest', prefix: 'nobody' });
      }
      const heard = person.takeUnread().map(({ type, chat, seq }) => {
        return { type, chat: String(chat), ...(seq !== undefined && { seq: Number(seq) }) };
      });
      this.#heard[who]?.push(...heard);
    }
    expect(this.#heard).toEqual(this.#told);
    const audit = new Audit(this.#people, this.#ledgers);
    for (const who of this.#people.keys()) await audit.compare(who);
  }
}

/** One's own message, any message, or anything at all. */
function aim(number: number, who: number, { log, next }: Ledger): number {
  const messages = log.filter(({ kind }) => kind === 'message');
  const own = messages.filter(({ by, isDeleted }) => by === who && !isDeleted);
  const among = [own, messages, []][number % 3] ?? [];
  return among[number % among.length]?.seq ?? 1 + (number % next);
}
