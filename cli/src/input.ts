import { createReadStream } from 'node:fs';
import { Messages, NotJson } from './messages.ts';

/** An input that cannot be used, in a sentence that names it. */
export class BadInput extends Error {}

/** The messages of files, one after the other; `-` and an empty list are the standard input. */
export async function* messagesOf(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files.length > 0 ? files : ['-']) {
    const name = file === '-' ? 'standard input' : file;
    const bytes = file === '-' ? process.stdin : createReadStream(file);
    try {
      yield* split(bytes);
    } catch (error) {
      throw described(name, error);
    }
  }
}

async function* split(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const messages = new Messages();
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  for await (const piece of bytes) yield* messages.push(utf8.decode(piece, { stream: true }));
  yield* messages.push(utf8.decode());
  yield* messages.end();
}

function described(name: string, error: unknown): unknown {
  if (error instanceof NotJson)
    return new BadInput(`${name}, line ${error.line}: ${error.message}`);
  if (!(error instanceof Error && 'code' in error)) return error;
  switch (error.code) {
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return new BadInput(`${name} is not UTF-8 text.`);
    case 'ENOENT':
      return new BadInput(`There is no file ${name}.`);
    case 'EISDIR':
      return new BadInput(`${name} is a directory, not a file of messages.`);
    default:
      return new BadInput(`${name} cannot be read: ${error.message}`);
  }
}
