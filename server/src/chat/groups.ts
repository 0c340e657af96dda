import { canonical, type Frame, type RequestOf, refuse, WIRE } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Seat } from '../ports/groups.ts';
import type { ChatId, PersonId, Store } from '../ports/store.ts';
import type { Chats } from './chats.ts';
import { somebody } from './entries.ts';
import { fitting } from './fitting.ts';
import { keyedBy } from './keys.ts';
import { claimChatname, topicRefusal } from './names.ts';
import type { People } from './people.ts';
import { leads, mayInvite, outranks, rankOf } from './permissions.ts';
import type { Actor } from './person.ts';
import { type GroupRequest, type Outcome, Steps } from './steps.ts';

export interface GroupSettings {
  readonly recipients: number;
  /** Members of one group. */
  readonly members: number;
  readonly onFault: (error: unknown) => void;
}

/** Members, or groups, of one page. */
const LISTED = 200;
/** Bytes of a page of groups: topics may be long. */
const PAGE_BYTES = WIRE.serverFrame - 8 * 1024;
/** Milliseconds after which a group of guests is closed when none of them has come. */
const ABANDONED = 86_400_000;

/** Who is in a group, what they may, and what it is called. Each change is an entry of its log. */
export class Groups {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #chats: Chats;
  readonly #steps: Steps;
  readonly #settings: GroupSettings;

  constructor(
    store: Store,
    bus: Bus,
    clock: Clock,
    { people, chats }: { people: People; chats: Chats },
    settings: GroupSettings,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#people = people;
    this.#chats = chats;
    this.#steps = new Steps(store, bus, settings.members);
    this.#settings = settings;
  }

  async members(
    { person }: Actor,
    { chat, after, limit = LISTED }: RequestOf<'MemberListRequest'>,
  ): Promise<Frame> {
    const seat = await this.#store.seat(person.id, chat);
    if (!seat?.group) return refuse('not_found');
    const most = Math.min(Math.max(1, limit), LISTED);
    const found = await this.#store.members(chat, after, most + 1);
    const now = this.#clock.now();
    return {
      type: 'MemberListResponse',
      status: 200,
      chat,
      members: found.slice(0, most).map(({ id, name, rank, mutedUntil }) => ({
        ...somebody({ id, name }),
        role: rank,
        online: this.#people.withId(id)?.isOnline ?? false,
        ...(mutedUntil > now && { muted_until: mutedUntil }),
      })),
      member_count: seat.group.memberCount,
      ...(found.length > most && { more: true as const }),
    };
  }

  /** Open groups, by name. */
  async list(
    { person }: Actor,
    { query = '', after, limit = LISTED }: RequestOf<'GroupListRequest'>,
  ): Promise<Frame> {
    const most = Math.min(Math.max(1, limit), LISTED);
    const found = await this.#store.openGroups({
      reader: person.id,
      part: canonical(query),
      after: after === undefined ? undefined : canonical(after),
      limit: most + 1,
    });
    const listed = found.slice(0, most).map(({ chat, name, topic, memberCount, isMember }) => ({
      chat,
      chatname: name,
      ...(topic !== '' && { topic }),
      member_count: memberCount,
      joined: isMember,
    }));
    const groups = fitting(listed, PAGE_BYTES);
    const more = groups.length < found.length && { more: true as const };
    return { type: 'GroupListResponse', status: 200, groups, ...more };
  }

  async invite(actor: Actor, request: RequestOf<'GroupInviteRequest'>): Promise<Frame> {
    const { chat, recipients } = request;
    if (recipients.length > this.#settings.recipients) {
      return refuse('too_large', `Invite at most ${this.#settings.recipients} people at once.`);
    }
    const answer = { type: 'GroupInviteResponse', status: 200, chat } as const;
    return this.#steps.take(actor, request, answer, async (seat) => {
      if (!mayInvite(rankOf(seat, actor), seat)) return this.#forbidden();
      const { found, missing } = await this.#chats.find(actor.person, recipients, true);
      if (missing.length > 0) {
        return refuse('recipient_offline', undefined, { recipients: missing });
      }
      const invited = this.#store.changeMembers({
        ...this.#by(actor, seat),
        join: found.map(({ id }) => id),
        most: this.#settings.members,
        ...keyedBy(request, answer),
      });
      return this.#steps.say(actor, invited);
    });
  }

  /** Into an open group. Any other is not there, as far as somebody outside may know. */
  async join(actor: Actor, request: RequestOf<'GroupJoinRequest'>): Promise<Frame> {
    const { person } = actor;
    const { chat, chatname = '' } = request;
    const which = chat === undefined ? { canon: canonical(chatname) } : { chat };
    const group = await this.#store.findOpenGroup(which);
    if (!group) return refuse('not_found');
    const { name } = group;
    const answer = {
      type: 'GroupJoinResponse',
      status: 200,
      chat: group.chat,
      chatname: name,
    } as const;
    const comeIn = async (rank: Seat['rank'] | undefined) => {
      const joined = this.#store.changeMembers({
        chat: group.chat,
        by: person.id,
        at: this.#clock.now(),
        seen: { rank },
        join: [person.id],
        most: this.#settings.members,
        ...keyedBy(request, answer),
      });
      const outcome = await this.#steps.say(actor, joined);
      return outcome === 'changed' ? outcome : this.#steps.answer(request, answer, outcome);
    };
    const outcome = await comeIn(undefined);
    if (outcome !== 'changed') return outcome;
    // In it already, which the store has to know for the key to be kept; or open no more.
    const seated = { ...request, chat: group.chat };
    return this.#steps.take(actor, seated, answer, ({ rank }) => comeIn(rank));
  }

  async leave(actor: Actor, request: RequestOf<'GroupLeaveRequest'>): Promise<Frame> {
    const { chat } = request;
    const answer = { type: 'GroupLeaveResponse', status: 200, chat } as const;
    return this.#steps.take(actor, request, answer, (seat) => {
      const left = this.#store.changeMembers({
        ...this.#by(actor, seat),
        leave: [actor.person.id],
        most: this.#settings.members,
        ...keyedBy(request, answer),
      });
      return this.#steps.say(actor, left);
    });
  }

  async remove(actor: Actor, request: RequestOf<'GroupRemoveRequest'>): Promise<Frame> {
    const { chat, id } = request;
    const answer = { type: 'GroupRemoveResponse', status: 200, chat } as const;
    return this.#stepAbout(actor, request, answer, id, (seat, seen) =>
      this.#store.changeMembers({
        ...this.#by(actor, seat),
        seen,
        leave: [id],
        most: this.#settings.members,
        ...keyedBy(request, answer),
      }),
    );
  }

  async mute(actor: Actor, request: RequestOf<'GroupMuteRequest'>): Promise<Frame> {
    const { chat, id, seconds } = request;
    const answer = { type: 'GroupMuteResponse', status: 200, chat } as const;
    return this.#stepAbout(actor, request, answer, id, (seat, seen) =>
      this.#store.muteMember({
        ...this.#by(actor, seat),
        seen,
        person: id,
        until: seconds === 0 ? 0 : this.#clock.now() + seconds * 1_000,
        ...keyedBy(request, answer),
      }),
    );
  }

  /** The owner's to give, ownership too. */
  async setRole(actor: Actor, request: RequestOf<'GroupRoleRequest'>): Promise<Frame> {
    const { chat, id, role } = request;
    const answer = { type: 'GroupRoleResponse', status: 200, chat } as const;
    return this.#steps.take(actor, request, answer, async (seat) => {
      const target = await this.#store.rankOf(chat, id);
      if (target === undefined) return refuse('not_found');
      if (seat.rank !== 'owner') return refuse('forbidden', 'Only the owner may do that.');
      if (id === actor.person.id) {
        return refuse('bad_request', 'Make somebody else the owner; you are a moderator then.');
      }
      const ranked = this.#store.setRank({
        ...this.#by(actor, seat),
        seen: { rank: seat.rank, target },
        person: id,
        rank: role,
        ...keyedBy(request, answer),
      });
      return this.#steps.say(actor, ranked);
    });
  }

  async change(actor: Actor, request: RequestOf<'GroupChangeRequest'>): Promise<Frame> {
    const { chat, name, topic, policy } = request;
    if (name === undefined && topic === undefined && policy === undefined) {
      return refuse('bad_request', 'Say what is to change: name, topic or policy.');
    }
    const claimed = name === undefined ? undefined : claimChatname(name);
    if (claimed && 'problem' in claimed) return refuse('bad_chatname', claimed.problem);
    const unfit = topic === undefined ? undefined : topicRefusal(topic);
    if (unfit) return unfit;
    const answer = { type: 'GroupChangeResponse', status: 200, chat } as const;
    return this.#steps.take(actor, request, answer, async (seat) => {
      if (!leads(rankOf(seat, actor))) return this.#forbidden();
      const changed = this.#store.changeGroup({
        ...this.#by(actor, seat),
        ...(claimed && { name: claimed.claim }),
        ...(topic !== undefined && { topic }),
        ...(policy !== undefined && { policy }),
        ...keyedBy(request, answer),
      });
      return this.#steps.say(actor, changed);
    });
  }

  /** Groups of guests who do not come any more. Never rejects: there is a next time. */
  async closeAbandoned(): Promise<void> {
    await this.#store.closeAbandoned(this.#clock.now() - ABANDONED).catch(this.#settings.onFault);
  }

  /** A step about somebody whom the actor has to outrank. */
  #stepAbout(
    actor: Actor,
    request: GroupRequest & { chat: ChatId },
    answer: object,
    id: PersonId,
    take: (seat: Seat, seen: { rank: Seat['rank']; target: Seat['rank'] }) => Promise<Outcome>,
  ): Promise<Frame> {
    return this.#steps.take(actor, request, answer, async (seat) => {
      const target = await this.#store.rankOf(seat.chat, id);
      if (target === undefined) return refuse('not_found');
      const rank = rankOf(seat, actor);
      if (!outranks(rank, target)) {
        return leads(rank)
          ? refuse('forbidden', 'You may do that only to those who rank below you.')
          : this.#forbidden();
      }
      return this.#steps.say(actor, take(seat, { rank: seat.rank, target }));
    });
  }

  #by({ person }: Actor, { chat, rank }: Seat) {
    return { chat, by: person.id, at: this.#clock.now(), seen: { rank } };
  }

  #forbidden(): Frame {
    return refuse('forbidden', 'Only those who lead the group may do that.');
  }
}
