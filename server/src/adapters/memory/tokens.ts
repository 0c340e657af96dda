import type { Ended, EndReason, NewToken } from '../../ports/identities.ts';
import type { PersonId } from '../../ports/store.ts';

interface Token extends NewToken {
  readonly person: PersonId;
  readonly seenAt: number;
}

/** The tokens by which devices come back, and which of them ended before their time. */
export function memoryTokens() {
  const tokens = new Map<string, Token>();
  const ended: (Ended & { readonly at: number })[] = [];
  /** Those that were forgotten count on in positions. */
  let forgotten = 0;

  function find(hash: string, now: number): Token | undefined {
    const token = tokens.get(hash);
    return token && token.expiresAt > now ? token : undefined;
  }

  const of = (person: PersonId) => [...tokens.values()].filter((token) => token.person === person);

  return {
    find,
    add(person: PersonId, token: NewToken): void {
      tokens.set(token.hash, { ...token, person, seenAt: token.at });
    },
    /** `false`: it has ended, or is not the person's. */
    use(
      person: PersonId,
      { hash, device, at, expiresAt }: Omit<NewToken, 'device'> & { device?: string | undefined },
    ): boolean {
      const token = find(hash, at);
      if (token?.person !== person) return false;
      tokens.set(hash, { ...token, device: device ?? token.device, seenAt: at, expiresAt });
      return true;
    },
    /** The token as it was, if it had not ended. */
    extend(hash: string, seenAt: number, expiresAt: number): Token | undefined {
      const token = find(hash, seenAt);
      if (!token) return undefined;
      const latest = Math.max(expiresAt, token.expiresAt);
      tokens.set(hash, { ...token, seenAt, expiresAt: latest });
      return token;
    },
    end(
      person: PersonId,
      isMeant: (hash: string) => boolean,
      reason: EndReason,
      at: number,
    ): Ended[] {
      const meant = of(person).filter(({ hash }) => isMeant(hash));
      for (const { hash } of meant) tokens.delete(hash);
      const rows = meant.map(({ hash: tokenHash }) => ({ person, tokenHash, reason }));
      ended.push(...rows.map((row) => ({ ...row, at })));
      return rows;
    },
    forgetEnded(until: number): void {
      const kept = ended.filter(({ at }) => at > until);
      forgotten += ended.length - kept.length;
      ended.splice(0, ended.length, ...kept);
    },
    devices: (person: PersonId, now: number) =>
      of(person)
        .filter(({ expiresAt }) => expiresAt > now)
        .map(({ hash, device, at, seenAt }) => {
          return { tokenHash: hash, label: device, createdAt: at, seenAt };
        }),
    endedAfter(position: number = forgotten + ended.length) {
      const after = ended.slice(Math.max(0, position - forgotten));
      return { ended: after.map(({ at: _, ...one }) => one), position: forgotten + ended.length };
    },
  };
}

export type MemoryTokens = ReturnType<typeof memoryTokens>;
