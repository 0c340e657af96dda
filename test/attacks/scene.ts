import { afterAll, afterEach, beforeAll, expect } from 'bun:test';
import type { Person } from '@chateau/conformance';
import { type BootedServer, bootServer, stageOn } from '../cast.ts';
import { dropAll, Raw, type RawOptions } from './raw.ts';

/** What a server says when something in it was not foreseen. */
const FAULT = /unhandled|uncaught|a handler failed|Error:|\.ts:\d+/i;
/** Milliseconds that a bystander's conversation may take beside an attack. */
const PROMPT = 2_000;

/** A password that nobody has a reason to refuse. */
export const PASSWORD = 'a plain horse in 4 quiet towns';

/** Somebody at a socket. */
export type Somebody = Raw & { readonly name: string; readonly id: string; readonly token: string };

/** Most attacks are about something else than how many requests are too many. */
export const UNLIMITED = { CHATEAU_LIMITS_ENABLED: 'false' };

/** A server, two people who talk there, and whoever attacks it. */
export class Scene {
  readonly server: BootedServer;
  readonly #alice: Person;
  readonly #bob: Person;
  readonly #leftovers: () => string[];
  #count = 0;
  /** How far the output has been looked at, so that a fault is the fault of one test. */
  #looked = 0;

  private constructor(
    server: BootedServer,
    [alice, bob]: readonly [Person, Person],
    leftovers: () => string[],
  ) {
    this.server = server;
    this.#alice = alice;
    this.#bob = bob;
    this.#leftovers = leftovers;
  }

  static async open(env: Record<string, string>): Promise<Scene> {
    const server = await bootServer({ env });
    const stage = stageOn(server);
    return new Scene(server, await stage.enter('alice', 'bob'), () => stage.leftovers());
  }

  get bystanders(): readonly [string, string] {
    return [this.#alice.name, this.#bob.name];
  }

  /** A name that nobody has yet. */
  name(): string {
    this.#count += 1;
    return `mallory${this.#count}`;
  }

  connect(options?: RawOptions): Promise<Raw> {
    return Raw.open(this.server.url, options);
  }

  /** Somebody registered, and who that is. */
  enter(options?: RawOptions, more: object = {}): Promise<Somebody> {
    return this.arrive({ type: 'RegisterRequest', username: this.name(), ...more }, options);
  }

  /** Somebody with an account of their own, new unless the name is that of one. */
  account(name?: string, more: object = {}): Promise<Somebody> {
    const login = { username: name ?? this.name(), password: PASSWORD, ...more };
    return this.arrive(
      name === undefined
        ? { type: 'AccountCreateRequest', ...login }
        : { type: 'RegisterRequest', auth: true, ...login },
    );
  }

  /** Whoever comes in by this request. */
  async arrive(request: object, options?: RawOptions): Promise<Somebody> {
    const raw = await this.connect(options);
    const answer = await raw.asks(request);
    expect(answer).toMatchObject({ status: 200 });
    const { username, id, token } = answer;
    return Object.assign(raw, { name: `${username}`, id: `${id}`, token: `${token}` });
  }

  /** Waits until whoever has such a name is off the list, as they are soon after they went. */
  async untilNobody(prefix: string): Promise<void> {
    const watcher = await this.connect();
    await watcher.asks({ type: 'RegisterRequest', username: `watcher-${this.name()}` });
    for (let attempt = 0; attempt < 30; attempt++) {
      const { clients } = await watcher.asks({ type: 'ClientListRequest', prefix });
      if (Array.isArray(clients) && clients.length === 0) return watcher.leave();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    throw new Error(`Somebody whose name begins with ${prefix} has stayed on the list.`);
  }

  /**
   * The oracle of every attack: the two still talk, over the connections that they have had since before,
   * so the process lives; neither has received anything else; and the server has had no fault.
   */
  async unharmed(): Promise<void> {
    const begin = Date.now();
    const said = { type: 'MessageRequest', recipient: this.#bob.name, content: `It is ${begin}.` };
    await this.#alice.asks(said, { type: 'MessageSendResponse', status: 200 });
    await this.#bob.receives({ type: 'MessageRecv', content: said.content });
    const listed = { type: 'ClientListRequest', prefix: this.#alice.name };
    await this.#bob.asks(listed, { status: 200, clients: [this.#alice.name] });
    expect(Date.now() - begin).toBeLessThan(PROMPT);
    expect(this.#leftovers()).toEqual([]);
    const output = this.server.output();
    expect(output.slice(this.#looked)).not.toMatch(FAULT);
    this.#looked = output.length;
    expect(process.kill(this.server.pid, 0)).toBe(true);
  }
}

/** One scene for all tests of a file, or of a `describe`; every socket goes with its test. */
export function sceneFor(env: Record<string, string> = {}): () => Scene {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open(env);
  });
  afterEach(dropAll);
  afterAll(async () => {
    dropAll();
    expect(await scene.server.stop()).toBe(0);
  });
  return () => scene;
}

export function refusal(code: string, status: number, more: object = {}) {
  return { type: 'ErrorResponse', status, code, ...more };
}

export const badRequest = (more: object = {}) => refusal('bad_request', 400, more);
