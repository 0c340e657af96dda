import type { Received } from '@chateau/client';
import { isPush } from './check.ts';
import type { Limits } from './limits.ts';
import { Person } from './person.ts';
import { openRaw, type RawOptions, type RawWire } from './raw.ts';
import { openWebSocket } from './wire.ts';

// Without what looks like something else (0 o 1 l i m n r v w): names that look alike are refused.
const LETTERS = 'acdefghjkpqtuxyz';
const DIGITS = '23456789';

type People<Labels extends readonly string[]> = { [Index in keyof Labels]: Person };

/** Where one conversation plays: its people, under names that nobody else on the server has. */
export class Stage {
  /** Where newcomers connect; a play about a restart goes on at another address. */
  url: string;
  /**
   * Part of every name here; the digits alone suit names of any script. Long enough that thousands of
   * plays on one server, which never forgets the name of a group, do not meet.
   */
  readonly suffix = `${draw(LETTERS, 3)}${draw(DIGITS, 4)}`;
  readonly digits = draw(DIGITS, 8);
  /** Limits of the server that it does not tell itself. */
  readonly known: Partial<Limits>;
  readonly #hearsAll: boolean;
  readonly #people: Person[] = [];

  /** `hearsAll`: the server is for this play alone, and its people may have any names. */
  constructor(url: string, known: Partial<Limits> = {}, hearsAll = false) {
    this.url = url;
    this.known = known;
    this.#hearsAll = hearsAll;
  }

  name(label: string): string {
    return `${label}_${this.suffix}`;
  }

  /** Somebody who has not said who they are. */
  connect(label: string, name = this.name(label)): Promise<Person> {
    const person = new Person(name, (frame) => this.#isOurs(frame));
    this.#people.push(person);
    return person.connect((ears) => openWebSocket(this.url, ears));
  }

  /** The same, at a socket that also sends what no proper client does. */
  connectRaw(label: string, options: RawOptions = {}): Promise<Person<RawWire>> {
    const person = new Person<RawWire>(this.name(label), (frame) => this.#isOurs(frame));
    this.#people.push(person as Person);
    return person.connect((ears) => openRaw(this.url, ears, options));
  }

  /** Registered people, as classic guests. */
  enter<const Labels extends readonly string[]>(...labels: Labels): Promise<People<Labels>> {
    return this.enterWith({}, ...labels);
  }

  async enterWith<const Labels extends readonly string[]>(
    more: { readonly [field: string]: unknown },
    ...labels: Labels
  ): Promise<People<Labels>> {
    const entering = labels.map(async (label) => {
      const person = await this.connect(label);
      await person.registers(more);
      return person;
    });
    return (await Promise.all(entering)) as People<Labels>;
  }

  /** Another connection of somebody who is here. */
  async device(person: Person, more: { readonly [field: string]: unknown } = {}): Promise<Person> {
    const other = await this.connect('device', person.name);
    await other.resumes(person.token, more);
    return other;
  }

  /** Everything that went wrong beside what the play looked at. */
  leftovers(): string[] {
    return this.#people.flatMap((person) => person.leftovers());
  }

  async end(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.leaves()));
  }

  /** On a server in use, strangers may write to anybody: their pushes are no part of the play. */
  #isOurs(frame: Received): boolean {
    const from = frame['sender'] ?? frame['chatname'];
    if (this.#hearsAll || !isPush(frame) || typeof from !== 'string') return true;
    const name = from.normalize('NFKC').toLowerCase();
    return name.includes(this.suffix) || name.includes(this.digits);
  }
}

function draw(alphabet: string, count: number): string {
  const letter = () => alphabet[Math.floor(Math.random() * alphabet.length)];
  return Array.from({ length: count }, letter).join('');
}
