import type { ChatState } from '@chateau/client';

/** Something to go to. */
export type Goal =
  | { readonly kind: 'chat'; readonly name: string; readonly chat: ChatState }
  | { readonly kind: 'person'; readonly name: string; readonly id: string | undefined };

/** What matches, best first: how well it does, then what is unread, then the latest. */
export function find(query: string, goals: readonly Goal[]): readonly Goal[] {
  const wanted = folded(query.trim());
  const ranked = goals.flatMap((goal) => {
    const rank = rankOf(wanted, folded(goal.name));
    return rank === undefined ? [] : [{ goal, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || urgency(b.goal) - urgency(a.goal));
  return ranked.map(({ goal }) => goal);
}

/** Any time is less than an unread message. */
const UNREAD = Number.MAX_SAFE_INTEGER / 2;

function urgency(goal: Goal): number {
  if (goal.kind === 'person') return -1;
  const { unread, notify, last } = goal.chat;
  return (unread > 0 && notify !== 'none' ? UNREAD : 0) + (last?.at ?? 0);
}

/** 0: the name begins with it; 1: a word of the name does; 2: it is in it; 3: its letters are, in that order. */
function rankOf(wanted: string, name: string): number | undefined {
  if (name.startsWith(wanted)) return 0;
  const at = name.indexOf(wanted);
  if (at !== -1) return isAtWord(wanted, name) ? 1 : 2;
  return hasInOrder(wanted, name) ? 3 : undefined;
}

function isAtWord(wanted: string, name: string): boolean {
  for (let at = name.indexOf(wanted); at !== -1; at = name.indexOf(wanted, at + 1)) {
    if (/[\s._-]/.test(name[at - 1] ?? ' ')) return true;
  }
  return false;
}

function hasInOrder(wanted: string, name: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Without case and accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
