import type { ChatId, Earlier, NewMessage, PersonId } from '../../ports/store.ts';

/** The chats, of which nothing is kept but how long each log is, and what each key has done. */
export function memoryLogs() {
  const lastSeq = new Map<ChatId, number>();
  const directs = new Map<string, ChatId>();
  const keys = new Map<string, Earlier>();

  const pair = (one: PersonId, other: PersonId): string => [one, other].sort().join(' ');
  const nextChat = (): ChatId => `c${lastSeq.size + 1}`;

  function open(chat: ChatId): ChatId {
    lastSeq.set(chat, 0);
    return chat;
  }

  function direct(one: PersonId, other: PersonId): { chat: ChatId; created: boolean } {
    if (one === other) throw new Error('nobody has a conversation with themselves');
    const found = directs.get(pair(one, other));
    if (found !== undefined) return { chat: found, created: false };
    const chat = open(nextChat());
    directs.set(pair(one, other), chat);
    return { chat, created: true };
  }

  /** The chat's next `seq`. */
  function count(chat: ChatId): number {
    const seq = (lastSeq.get(chat) ?? 0) + 1;
    lastSeq.set(chat, seq);
    return seq;
  }

  return {
    nextChat,
    open,
    count,
    direct,
    findDirect: (one: PersonId, other: PersonId) => directs.get(pair(one, other)),
    findKeyed: (sender: PersonId, key: string) => keys.get(`${sender} ${key}`),
    append({ to, sender, at, keyed }: NewMessage) {
      const earlier = keyed && keys.get(`${sender} ${keyed.key}`);
      if (earlier) return earlier;
      const chat = 'chat' in to ? to.chat : direct(sender, to.direct).chat;
      const seq = count(chat);
      if (keyed) {
        const { key, digest, label } = keyed;
        keys.set(`${sender} ${key}`, { chat, seq, at, digest, label });
      }
      return { chat, seq, at };
    },
  };
}

export type MemoryLogs = ReturnType<typeof memoryLogs>;
