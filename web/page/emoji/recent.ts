import { Kept } from '../state/kept.ts';

/** So many are remembered. */
const MOST = 16;

const kept = new Kept<readonly string[]>('chateau.emoji', ['👍', '❤️', '😂', '🎉', '😮', '😢']);

/** What this person has used, the latest first. */
export function recentEmoji(): readonly string[] {
  return kept.value;
}

export function useEmoji(emoji: string): void {
  kept.value = [emoji, ...kept.value.filter((other) => other !== emoji)].slice(0, MOST);
}
