import type { Heard, History } from './history.ts';

/**
 * What must be empty for the promises to hold, and what may be anything (Jepsen's sets, and a
 * chat's).
 */
export interface Finding {
  /** Acked, and not in the log. */
  readonly lost: string[];
  /** In the log more than once. */
  readonly duplicated: string[];
  /** In the log, and never sent by whom it is said to be from. */
  readonly unexpected: string[];
  /** In the log somewhere else than the ack said. */
  readonly misplaced: string[];
  /** Chats whose numbers are not 1, 2, 3 … */
  readonly gaps: string[];
  /** In the log before something that the same person had sent earlier. */
  readonly overtaking: string[];
  /** Shown to a member, and not, or not like that, in the log. */
  readonly phantom: string[];
  /** Shown to a member although its sender was refused. */
  readonly leaked: string[];
  /** Shown to a member in another order than the log's, or twice. */
  readonly disorder: string[];
}

export const FLAWLESS: Finding = {
  lost: [],
  duplicated: [],
  unexpected: [],
  misplaced: [],
  gaps: [],
  overtaking: [],
  phantom: [],
  leaked: [],
  disorder: [],
};

/** The log in the order in which it was stored, against what everybody was told. */
export function check(log: readonly Heard[], history: History): Finding {
  const places = new Map(log.map((entry) => [where(entry), entry]));
  const stored = new Map(log.map((entry) => [entry.content, entry]));
  const shown = history.shown.flat();
  return {
    lost: [...history.acked.keys()].filter((content) => !stored.has(content)),
    duplicated: duplicated(log),
    unexpected: log
      .filter(
        ({ content, sender }) => !history.attempted.has(content) || writerOf(content) !== sender,
      )
      .map(({ content }) => content),
    misplaced: [...history.acked].flatMap(([content, place]) => {
      const entry = stored.get(content);
      return entry && where(entry) !== where(place) ? [content] : [];
    }),
    gaps: gaps(log),
    overtaking: overtaking(log),
    phantom: shown.filter((heard) => !isSame(places.get(where(heard)), heard)).map(name),
    leaked: shown.filter(({ content }) => history.refused.has(content)).map(name),
    disorder: history.shown.flatMap(disorder),
  };
}

/** How much there was to check: an empty history is flawless, too. */
export function size(log: readonly Heard[], { attempted, acked, refused, shown }: History): string {
  const heard = shown.reduce((sum, { length }) => sum + length, 0);
  const recovered = log.filter(({ content }) => !acked.has(content)).length;
  return `${attempted.size} attempted, ${acked.size} acked, ${refused.size} refused, ${log.length} in the log (${recovered} of them not acked), ${heard} shown`;
}

function duplicated(log: readonly Heard[]): string[] {
  const seen = new Set<string>();
  return log.flatMap(({ content }) => {
    if (seen.has(content)) return [content];
    seen.add(content);
    return [];
  });
}

function gaps(log: readonly Heard[]): string[] {
  const lengths = new Map<string, number>();
  return log.flatMap((entry) => {
    const expected = (lengths.get(entry.chat) ?? 0) + 1;
    lengths.set(entry.chat, entry.seq);
    return entry.seq === expected ? [] : [`${where(entry)} where ${expected} was due`];
  });
}

function overtaking(log: readonly Heard[]): string[] {
  const latest = new Map<string, number>();
  return log.flatMap(({ sender, content }) => {
    const number = Number(content.split(' ')[1]);
    const before = latest.get(sender) ?? -1;
    latest.set(sender, Math.max(before, number));
    return number > before ? [] : [content];
  });
}

function disorder(heard: readonly Heard[]): string[] {
  const latest = new Map<string, number>();
  return heard.flatMap((entry) => {
    const before = latest.get(entry.chat) ?? 0;
    latest.set(entry.chat, entry.seq);
    return entry.seq > before ? [] : [name(entry)];
  });
}

const writerOf = (content: string): string => content.split(' ')[0] ?? '';
const where = ({ chat, seq }: { chat: string; seq: number }): string => `${chat}/${seq}`;
const name = (entry: Heard): string => `${where(entry)} ${entry.content}`;

function isSame(stored: Heard | undefined, shown: Heard): boolean {
  return stored?.content === shown.content && stored.sender === shown.sender;
}
