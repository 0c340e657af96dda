import { canonical, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { PersonId, PersonName, Store } from '../ports/store.ts';
import { isRepeat, keyedBy, replay } from './keys.ts';
import { claimChatname, topicRefusal } from './names.ts';
import type { People } from './people.ts';
import type { Actor, Person } from './person.ts';

export interface ChatSettings {
  /** Names in one request, before duplicates are dropped. */
  readonly recipients: number;
  /** Members of one group. */
  readonly group: number;
}

/** The beginnings of conversations: a group with a name, or two people. */
export class Chats {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #settings: ChatSettings;

  constructor(store: Store, bus: Bus, clock: Clock, people: People, settings: ChatSettings) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#settings = settings;
  }

  /** All or nothing: after a refusal nobody was told anything and the name is still free. */
  async openGroup(
    { person, connection }: Actor,
    request: RequestOf<'GroupMessageInitRequest'>,
  ): Promise<Frame> {
    const { recipients, chatname, offline = false, topic = '', policy } = request;
    const claimed = claimChatname(chatname);
    if ('problem' in claimed) return refuse('bad_chatname', claimed.problem);
    const unfit = topicRefusal(topic);
    if (unfit) return unfit;
    if (recipients.length > this.#settings.recipients) {
      return refuse('too_large', `A group starts with at most ${this.#settings.recipients} names.`);
    }
    const { found, missing } = await this.find(person, recipients, offline);
    if (missing.length > 0) {
      return refuse('recipient_offline', undefined, { recipients: missing });
    }

    const members = [person.label, ...found];
    if (members.length > this.#settings.group) {
      return refuse('too_large', `A group has at most ${this.#settings.group} members.`);
    }
    const answer = { type: 'GroupMessageInitResponse', status: 200, chatname } as const;
    const opened = await this.#store.addGroup({
      name: claimed.claim,
      members: members.map((member) => member.id),
      at: this.#clock.now(),
      topic,
      ...(policy && { policy }),
      ...keyedBy(request, answer),
    });
    if (opened === 'taken') return refuse('chatname_taken');
    if (isRepeat(opened)) return replay(request, opened);

    const chat = { id: opened, name: chatname };
    for (const { id } of members) this.#people.withId(id)?.enterGroup(chat);
    const sender = person.label;
    this.#bus.publish({ kind: 'group_opened', chat, sender, members, origin: connection });
    return { ...answer, chat: opened };
  }

  /** The conversation of two; one that exists already is found, whoever is online. */
  async openDirect(
    { person, connection }: Actor,
    request: RequestOf<'SingleMessageInitRequest'>,
  ): Promise<Frame> {
    const { recipient: name } = request;
    const canon = canonical(name);
    const here = this.#people.withCanon(canon);
    if (here === person) {
      return refuse('bad_request', 'A conversation needs somebody else. Name another person.');
    }
    const recipient = here?.label ?? (await this.#store.findAccount(canon));
    const known = recipient && (await this.#store.findDirect(person.id, recipient.id));
    const isThere = here?.isOnline && !person.isKeptFrom(here.id);
    if (!recipient || !(isThere || known)) {
      return refuse('recipient_offline', undefined, { recipients: [name] });
    }

    const { id: other, name: chatname } = recipient;
    const answer = { type: 'SingleMessageInitResponse', status: 200, chatname } as const;
    const at = this.#clock.now();
    const pair = { person: person.id, other, at, ...keyedBy(request, answer) };
    const opened = await this.#store.openDirect(pair);
    if (isRepeat(opened)) return replay(request, opened);
    const { chat, created } = opened;
    const sender = person.label;
    person.rememberDirect(recipient, chat);
    here?.rememberDirect(sender, chat);
    if (created) {
      this.#bus.publish({ kind: 'direct_opened', chat, sender, recipient, origin: connection });
    }
    return { ...answer, chat };
  }

  /**
   * The people behind names, each once and without the asker: those who are online and, with `offline`, accounts that
   * are not; and the names of nobody who can be found, or who is kept from the asker by a block.
   */
  async find(
    asker: Person,
    names: readonly string[],
    offline: boolean,
  ): Promise<{ found: PersonName[]; missing: string[] }> {
    const found = new Map<PersonId, PersonName>();
    const missing = new Map<string, string>();
    for (const name of names) {
      const canon = canonical(name);
      const here = this.#people.withCanon(canon);
      if (here === asker) continue;
      const account = offline && !here?.isOnline ? await this.#store.findAccount(canon) : undefined;
      const person = here?.isOnline ? here.label : account;
      if (person && !asker.isKeptFrom(person.id)) found.set(person.id, person);
      else missing.set(canon, name);
    }
    return { found: [...found.values()], missing: [...missing.values()] };
  }
}
