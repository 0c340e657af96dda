import { canonical, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { claimChatname } from './names.ts';
import type { People } from './people.ts';
import type { Actor, Person } from './person.ts';

export interface ChatSettings {
  /** Names in one request, before duplicates are dropped. */
  readonly recipients: number;
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
    { recipients, chatname }: RequestOf<'GroupMessageInitRequest'>,
  ): Promise<Frame> {
    const claimed = claimChatname(chatname);
    if ('problem' in claimed) return refuse('bad_chatname', claimed.problem);
    if (recipients.length > this.#settings.recipients) {
      return refuse('too_large', `A group starts with at most ${this.#settings.recipients} names.`);
    }
    const { found, missing } = this.#find(person, recipients);
    if (missing.length > 0) {
      return refuse('recipient_offline', undefined, { recipients: missing });
    }

    const members = [person, ...found].map((member) => member.label);
    const id = await this.#store.addGroup({
      name: claimed.claim,
      members: members.map((member) => member.id),
      at: this.#clock.now(),
    });
    if (id === 'taken') return refuse('chatname_taken');

    const chat = { id, name: chatname };
    for (const member of [person, ...found]) member.enterGroup(claimed.claim.canon, chat);
    this.#bus.publish({
      kind: 'group_opened',
      chat,
      sender: person.label,
      members,
      origin: connection,
    });
    return { type: 'GroupMessageInitResponse', status: 200, chatname, chat: id };
  }

  /** The conversation of two; one that exists already is found, whoever is online. */
  async openDirect(
    { person, connection }: Actor,
    request: RequestOf<'SingleMessageInitRequest'>,
  ): Promise<Frame> {
    const recipient = this.#people.withCanon(canonical(request.recipient));
    if (recipient === person) {
      return refuse('bad_request', 'A conversation needs somebody else. Name another person.');
    }
    const known = recipient && (await this.#store.findDirect(person.id, recipient.id));
    if (!recipient || !(recipient.isOnline || known)) {
      return refuse('recipient_offline', undefined, { recipients: [request.recipient] });
    }

    const { chat, created } = await this.#store.openDirect(
      person.id,
      recipient.id,
      this.#clock.now(),
    );
    person.rememberDirect(recipient.id, chat);
    if (created) {
      this.#bus.publish({
        kind: 'direct_opened',
        chat,
        sender: person.label,
        recipient: recipient.label,
        origin: connection,
      });
    }
    return {
      type: 'SingleMessageInitResponse',
      status: 200,
      chatname: recipient.name,
      chat,
    };
  }

  /** The people online behind names, each once and without the asker; and the names that nobody has. */
  #find(asker: Person, names: readonly string[]): { found: Person[]; missing: string[] } {
    const found = new Set<Person>();
    const missing = new Map<string, string>();
    for (const name of names) {
      const canon = canonical(name);
      const person = this.#people.withCanon(canon);
      if (person === asker) continue;
      if (person?.isOnline) found.add(person);
      else missing.set(canon, name);
    }
    return { found: [...found], missing: [...missing.values()] };
  }
}
