import type { ChatId, NameClaim, PersonId } from '../../ports/store.ts';

/**
 * One namespace for people and groups: who has a name is found by its canon, and those that look alike
 * by each of its looks. Names from the directory may share a look with others.
 */
export function memoryNames() {
  const canons = new Map<string, PersonId | ChatId>();
  const looks = new Map<string, Set<PersonId | ChatId>>();
  const claims = new Map<PersonId | ChatId, NameClaim>();

  function release(holder: PersonId | ChatId): void {
    const claim = claims.get(holder);
    if (!claim) return;
    canons.delete(claim.canon);
    for (const look of claim.looks) looks.get(look)?.delete(holder);
    claims.delete(holder);
  }

  /** Gives the name in place of the one that is held now. Nobody else may have it. */
  function give(claim: NameClaim, holder: PersonId | ChatId): void {
    release(holder);
    canons.set(claim.canon, holder);
    for (const look of claim.looks) {
      const alike = looks.get(look) ?? new Set();
      looks.set(look, alike.add(holder));
    }
    claims.set(holder, claim);
  }

  /** Whether somebody else has the name, or one that looks like it where one's own does not. */
  function isTaken({ canon, looks: wanted }: NameClaim, self?: PersonId | ChatId): boolean {
    const holder = canons.get(canon);
    if (holder !== undefined && holder !== self) return true;
    return wanted.some((look) => {
      const alike = looks.get(look);
      return alike !== undefined && alike.size > 0 && !(self !== undefined && alike.has(self));
    });
  }

  return {
    release,
    give,
    isTaken,
    holder: ({ canon }: Pick<NameClaim, 'canon'>): PersonId | ChatId | undefined =>
      canons.get(canon),
    /** Gives the name; does nothing where it is not free. */
    claim(claim: NameClaim, holder: PersonId | ChatId): boolean {
      if (isTaken(claim, holder)) return false;
      give(claim, holder);
      return true;
    },
  };
}

export type MemoryNames = ReturnType<typeof memoryNames>;
