/** Where the text of an input is no JSON, and why. */
export class NotJson extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/**
 * Finds the JSON values that follow each other in a text that arrives in pieces: pretty-printed,
 * several on one line, or one per line. A value is given as it was written, as soon as it is complete:
 * messages that are typed or piped in slowly do not wait for the end.
 */
export class Messages {
  #text = '';
  #line = 1;
  #firstLine = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;

  *push(piece: string): Generator<string> {
    for (const character of piece) {
      if (this.#endsBefore(character)) yield this.#take();
      if (this.#text !== '' || !isSpace(character)) this.#add(character);
      if (this.#endsHere(character)) yield this.#take();
      if (character === '\n') this.#line++;
    }
  }

  /** The input has ended: what is left is a value without an end mark (`42`), or a mistake. */
  *end(): Generator<string> {
    if (this.#depth > 0 || this.#inString) {
      throw new NotJson(
        this.#firstLine,
        `the message that begins here has no end: ${this.#excerpt()}`,
      );
    }
    if (this.#text !== '') yield this.#take();
  }

  /** A number or a word ends where something else begins. */
  #endsBefore(character: string): boolean {
    return (
      this.#text !== '' && this.#isOutside() && (isSpace(character) || '{["'.includes(character))
    );
  }

  #endsHere(character: string): boolean {
    return this.#text !== '' && this.#isOutside() && '}]"'.includes(character);
  }

  #isOutside(): boolean {
    return this.#depth <= 0 && !this.#inString;
  }

  #add(character: string): void {
    if (this.#text === '') this.#firstLine = this.#line;
    this.#text += character;
    if (this.#inString) this.#addToString(character);
    else if (character === '"') this.#inString = true;
    else if ('{['.includes(character)) this.#depth++;
    else if ('}]'.includes(character)) this.#depth--;
  }

  #addToString(character: string): void {
    // JSON allows no line break here; and one lost quote would swallow all that follows.
    if (character === '\n')
      throw new NotJson(this.#line, `a string without its closing quote: ${this.#excerpt()}`);
    if (this.#escaped) this.#escaped = false;
    else if (character === '\\') this.#escaped = true;
    else if (character === '"') this.#inString = false;
  }

  /** Bracket against bracket is left to the parser: only where a value ends matters here. */
  #take(): string {
    const text = this.#text;
    try {
      JSON.parse(text);
    } catch (error) {
      const reason = (error as Error).message.replace('JSON Parse error: ', '');
      throw new NotJson(this.#firstLine, `not JSON (${reason}): ${this.#excerpt()}`);
    }
    this.#text = '';
    this.#depth = 0;
    return text;
  }

  #excerpt(): string {
    const oneLine = this.#text.replaceAll(/\s+/g, ' ').trim();
    return oneLine.length > 60 ? `${oneLine.slice(0, 60)}…` : oneLine;
  }
}

function isSpace(character: string): boolean {
  return ' \t\r\n'.includes(character);
}
