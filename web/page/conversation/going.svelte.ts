import { tick } from 'svelte';
import type { VirtualList } from '../parts/virtual.svelte.ts';
import { chateau } from '../state/chateau.svelte.ts';
import { note } from '../state/notes.svelte.ts';
import { words } from '../words/language.svelte.ts';
import { Ahead } from './ahead.svelte.ts';
import type { Reading } from './reading.svelte.ts';
import type { Unread } from './unread.svelte.ts';

/** Milliseconds that a message is marked for which somebody has come to see: as long as its animation. */
const FLASH = 1_600;

/** Leads the reader to a place of the conversation. To be made while a component is. */
export class Going {
  readonly #list: VirtualList;
  readonly #reading: Reading;
  readonly #unread: Unread;
  readonly #ahead: Ahead;
  hasArrived = $state(false);
  /** The message that they have just come to see. */
  flashed = $state<number>();

  constructor(list: VirtualList, reading: Reading, unread: Unread) {
    this.#list = list;
    this.#reading = reading;
    this.#unread = unread;
    this.#ahead = new Ahead(list, reading, () => this.hasArrived);
  }

  /** To a message; without one, whoever comes to the conversation goes to the first unread one, else to the end. */
  async to(wanted: number | undefined): Promise<void> {
    const target = wanted ?? (this.hasArrived ? undefined : this.#unread.first);
    if (target === undefined) await this.toLatest();
    else await this.#toMessage(target, wanted !== undefined);
    this.hasArrived = true;
  }

  async toLatest(): Promise<void> {
    this.#ahead.callOff();
    await this.#reading.latest();
    await tick();
    this.#list.instance.scrollToEnd();
  }

  async #toMessage(target: number, isWanted: boolean): Promise<void> {
    this.#ahead.callOff();
    const isThere = await this.#reading.show(target).catch(() => false);
    if (isWanted && !isThere && chateau.connection.name === 'online') note(words().chat.missing);
    await tick();
    const { instance } = this.#list;
    const index = this.#reading.indexFrom(target);
    if (index < this.#reading.messages.length)
      instance.scrollToIndex(index, { align: isWanted ? 'center' : 'start' });
    else instance.scrollToEnd();
    if (isWanted) this.#flash(target);
  }

  #flash(seq: number): void {
    this.flashed = seq;
    setTimeout(() => {
      this.flashed = undefined;
    }, FLASH);
  }
}
