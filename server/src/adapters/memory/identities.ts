import type { Belongings, Identities } from '../../ports/identities.ts';
import type { PersonId } from '../../ports/store.ts';
import { peerIn } from './chats.ts';
import type { Inside, MemoryHouse } from './house.ts';

/** Who is known here, by which tokens, under which names. */
export function memoryIdentities({ people, names, tokens, chats, blocks }: MemoryHouse) {
  function belongings(person: PersonId): Belongings {
    const own = chats.of(person).map(({ chat }) => chat);
    const available = people.get(person)?.available;
    return {
      groups: own.flatMap(({ id, group }) => (group ? [{ id, name: group.name }] : [])),
      directs: own.flatMap((chat) => {
        const peer = peerIn(chat, person);
        return peer === undefined ? [] : [{ chat: chat.id, peer: people.label({ id: peer }) }];
      }),
      blocked: blocks.around(person),
      ...(available !== undefined && { available }),
    };
  }

  const writes: Inside<
    Identities,
    'addGuest' | 'resume' | 'extendTokens' | 'endTokens' | 'forgetEnded' | 'releaseNames'
  > = {
    addGuest({ name: claim, keepsName, token }) {
      const id = people.nextId();
      if (!names.claim(claim, id)) return 'taken';
      people.add(id, claim.name, token.at).keepsName = keepsName;
      tokens.add(id, token);
      return id;
    },
    resume({ person: id, name: claim, keepsName, tokenHash, device, at, expiresAt }) {
      const person = people.known(id);
      if (claim && names.isTaken(claim, id)) return 'taken';
      if (!tokens.use(id, { hash: tokenHash, device, at, expiresAt })) return 'expired';
      person.seenAt = at;
      if (!claim) return 'resumed';
      names.claim(claim, id);
      Object.assign(person, { name: claim.name, keepsName });
      return 'resumed';
    },
    extendTokens(used) {
      for (const { hash, seenAt, expiresAt } of used) {
        const token = tokens.extend(hash, seenAt, expiresAt);
        if (token) people.known(token.person).seenAt = seenAt;
      }
    },
    endTokens({ person, hashes, except, reason, at }) {
      const isMeant = (hash: string) => hash !== except && (hashes?.includes(hash) ?? true);
      return tokens.end(person, isMeant, reason, at);
    },
    forgetEnded: (until) => tokens.forgetEnded(until),
    releaseNames(ids) {
      for (const id of ids) {
        const person = people.get(id);
        if (person?.account) continue;
        names.release(id);
        if (person) person.keepsName = false;
      }
    },
  };

  const reads: Inside<
    Identities,
    'findToken' | 'belongings' | 'devicesOf' | 'endedAfter' | 'keptGuests' | 'findAccount'
  > = {
    belongings,
    findToken(hash, now) {
      const token = tokens.find(hash, now);
      if (!token) return undefined;
      const { id, name, account } = people.known(token.person);
      const { source, role, displayName } = account ?? {};
      const known = source && role && { account: { source, role, displayName: displayName ?? '' } };
      return {
        holder: { id, name, ...known },
        device: token.device,
        belongings: belongings(id),
      };
    },
    devicesOf: (person, now) => tokens.devices(person, now),
    endedAfter: (position) => tokens.endedAfter(position),
    keptGuests: () =>
      people
        .all()
        .filter(({ keepsName }) => keepsName)
        .map(people.label),
    findAccount(canon) {
      const id = names.holder({ canon });
      const account = id === undefined ? undefined : people.get(id)?.account;
      return id === undefined || !account || account.disabledBy ? undefined : people.label({ id });
    },
  };
  return { writes, reads };
}
