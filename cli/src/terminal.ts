import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from 'node:readline';

interface Reader {
  /** Asked each time it is drawn: what is said may change it. */
  prompt(): string;
  resolve(line: string | undefined): void;
}

/** Lines in, lines out: plain in a pipe, on a terminal with a prompt that stays whole meanwhile. */
export class Terminal {
  readonly interactive = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  readonly #readline: Interface;
  readonly #lines: string[] = [];
  readonly #readers: Reader[] = [];
  #open = true;

  constructor() {
    this.#readline = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: this.interactive,
      prompt: '',
    });
    this.#readline.on('line', (line) => this.#give(line));
    this.#readline.on('SIGINT', () => this.#readline.close());
    this.#readline.on('close', () => this.#end());
  }

  /** The next line; `undefined` at the end. Who asks last is answered first: a question cuts in. */
  next(prompt: () => string): Promise<string | undefined> {
    const line = this.#lines.shift();
    if (line !== undefined || !this.#open) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#readers.push({ prompt, resolve });
      this.#draw();
    });
  }

  say(text: string): void {
    if (this.interactive && this.#open) this.#above(text);
    else process.stdout.write(`${text}\n`);
  }

  close(): void {
    this.#readline.close();
  }

  /** Says something where the unfinished input is, and puts the input back below. */
  #above(text: string): void {
    moveCursor(process.stdout, 0, -this.#readline.getCursorPos().rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    process.stdout.write(`${text}\n`);
    // readline would go up by the rows it drew last, and has no public way to learn they are gone.
    (this.#readline as Interface & { prevRows: number }).prevRows = 0;
    this.#draw();
  }

  #draw(): void {
    if (!this.interactive) return;
    this.#readline.setPrompt(this.#readers.at(-1)?.prompt() ?? '');
    this.#readline.prompt(true);
  }

  #give(line: string): void {
    const reader = this.#readers.pop();
    if (!reader) return void this.#lines.push(line);
    reader.resolve(line);
    this.#draw();
  }

  #end(): void {
    this.#open = false;
    for (const { resolve } of this.#readers.splice(0)) resolve(undefined);
    if (this.interactive) process.stdout.write('\n');
  }
}
