import type { Connection, Received } from '../connection.ts';
import { ChateauError, codeOf } from '../errors.ts';
import { type Storage, Stored } from '../storage.ts';
import type { Request, RequestType, Welcome } from '../wire.ts';

/** Who is to come in. */
export type Identity =
  /** A guest: a name, as long as it is free. */
  | { readonly username: string }
  /** An account, here or in the organisation's directory. */
  | { readonly username: string; readonly password: string }
  /** An account that is made with it. */
  | {
      readonly username: string;
      readonly password: string;
      readonly create: true;
      readonly invitation?: string;
    }
  /** Whoever the token was given to; with another name, if a guest's was taken meanwhile. */
  | { readonly token: string; readonly username?: string };

/** What lets a device come back. */
interface Ticket {
  readonly token: string;
  /** The name that a guest asked for. */
  readonly guest?: string;
}

export interface ArrivalSettings {
  readonly storage?: Storage;
  readonly name: string;
  readonly features: readonly string[];
  readonly device?: string;
  ask(connection: Connection, request: Request): Promise<Received>;
}

/** How one comes in: first as who one is, from then on with the token. */
export class Arrival {
  readonly #settings: ArrivalSettings;
  readonly #ticket: Stored<Ticket | null>;
  #identity: Identity | undefined;
  /** The name to come back with, where it is to be another one. */
  #rename: string | undefined;

  constructor(settings: ArrivalSettings) {
    this.#settings = settings;
    this.#ticket = new Stored<Ticket | null>(settings.storage, settings.name, null);
  }

  /** Whether there is a token to come back with. */
  get canReturn(): boolean {
    return this.#ticket.value !== null;
  }

  expect(identity: Identity): void {
    if ('token' in identity) {
      this.#ticket.value = { token: identity.token };
      this.expectReturn(identity.username);
      return;
    }
    // A guest of the same name is the one who was here before, whose name is still kept.
    const isBack = !('password' in identity) && this.#ticket.value?.guest === identity.username;
    if (!isBack) this.forget();
    this.#identity = identity;
    this.#rename = undefined;
  }

  expectReturn(username: string | undefined): void {
    this.#identity = undefined;
    this.#rename = username;
  }

  forget(): void {
    this.#ticket.clear();
  }

  async comeIn(connection: Connection): Promise<Welcome> {
    const ticket = this.#ticket.value;
    const welcome =
      (ticket && (await this.#return(connection, ticket))) ?? (await this.#enter(connection));
    const guest = ticket?.guest ?? guestName(this.#identity);
    this.#ticket.value = { token: welcome.token, ...(guest !== undefined && { guest }) };
    // A password is not kept for longer than it is needed.
    this.#identity = undefined;
    this.#rename = undefined;
    return welcome;
  }

  /** `undefined`: the token is not good any more, but there is another way in. */
  async #return(connection: Connection, { token }: Ticket): Promise<Welcome | undefined> {
    try {
      return await this.#ask(connection, { type: 'ResumeRequest', token, username: this.#rename });
    } catch (error) {
      if (codeOf(error) !== 'token_expired') throw error;
      this.forget();
      if (!this.#identity) throw error;
      return undefined;
    }
  }

  #enter(connection: Connection): Promise<Welcome> {
    const identity = this.#identity;
    if (!identity || 'token' in identity) {
      throw new ChateauError('token_expired', 'Nobody is logged in here.');
    }
    const type = 'create' in identity ? 'AccountCreateRequest' : 'RegisterRequest';
    const auth = 'password' in identity && !('create' in identity) ? true : undefined;
    return this.#ask(connection, { ...identity, create: undefined, type, auth });
  }

  async #ask(
    connection: Connection,
    request: { readonly type: RequestType; readonly [field: string]: unknown },
  ): Promise<Welcome> {
    const { features, device } = this.#settings;
    const asking = { ...request, features: [...features], device };
    return (await this.#settings.ask(connection, asking as never)) as unknown as Welcome;
  }
}

function guestName(identity: Identity | undefined): string | undefined {
  return identity && !('password' in identity) ? identity.username : undefined;
}
