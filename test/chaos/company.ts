import type { Chance } from './chance.ts';
import { History } from './history.ts';
import { type Destination, Writer } from './writer.ts';

const NAMES = ['ada', 'bob', 'cleo', 'dora'] as const;
export const GROUP = 'tea';

/** Four people who write to each other and to their group; two of them with keys. */
export class Company {
  readonly history = new History();
  readonly writers: readonly Writer[];

  constructor(chance: Chance) {
    this.writers = NAMES.map(
      (name, index) => new Writer(name, index % 2 === 0, this.history, chance),
    );
  }

  /** Somebody who sends with keys. */
  get keyed(): Writer {
    return this.writers[0] as Writer;
  }

  async enter(url: string): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.register(url)));
    const [, ...recipients] = NAMES;
    await this.keyed.ask({ type: 'GroupMessageInitRequest', chatname: GROUP, recipients });
  }

  async comeBack(url: string): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.comeBack(url)));
  }

  /** Everybody writes until it is over, or until the connections are. */
  async write(isOver?: () => boolean): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.write(destinations(writer), isOver)));
  }

  /** Nothing is left without an answer. */
  async finish(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.finish()));
  }

  async leave(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.leave()));
  }
}

/** The group, and each of the others, by both requests: each may name a person or a group. */
export function destinations({ name }: Writer): Destination[] {
  const others = NAMES.filter((other) => other !== name);
  return [...others, GROUP, GROUP].flatMap((recipient): Destination[] => [
    { type: 'MessageRequest', recipient },
    { type: 'GroupMessageRequest', recipient },
  ]);
}
