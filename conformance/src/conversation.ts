import type { Stage } from './stage.ts';

/** People talk over a server, and the rules of docs/protocol.md say what each of them hears. */
export interface Conversation {
  readonly area: string;
  readonly title: string;
  readonly rules: readonly string[];
  readonly play: (stage: Stage) => Promise<void>;
  /** Only true with nobody else on the server. */
  readonly alone: boolean;
  /** Lasts as long as a time that the server is set to. */
  readonly waits: boolean;
  /** How long it may take. */
  readonly seconds: number;
}

interface Needs {
  readonly alone?: boolean;
  readonly waits?: boolean;
  readonly seconds?: number;
}

export function conversation(
  area: string,
  title: string,
  rules: readonly string[],
  play: (stage: Stage) => Promise<void>,
  { alone = false, waits = false, seconds = 15 }: Needs = {},
): Conversation {
  return { area, title, rules, play, alone, waits, seconds };
}
