import { escaped, Html } from './html.ts';
import { isMessageType, MESSAGES_PAGE } from './links.ts';

/** Frames as JSON: names of fields apart from what they hold, types leading to their message. */

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?/g;

export function frameBlock(json: string): Html {
  const lines = json.trimEnd().split('\n');
  return new Html(`<pre>${lines.map((line) => `<code>${coloured(line)}</code>`).join('')}</pre>`);
}

function coloured(line: string): string {
  let at = 0;
  let out = '';
  for (const { 0: token, 1: text, 2: colon, index } of line.matchAll(TOKEN)) {
    out += escaped(line.slice(at, index));
    out += colon ? `<b>${escaped(text ?? '')}</b>${colon}` : value(token);
    at = index + token.length;
  }
  return out + escaped(line.slice(at));
}

function value(token: string): string {
  const word = token.slice(1, -1);
  const shown = escaped(token);
  return isMessageType(word)
    ? `<a href="${MESSAGES_PAGE}#${word}">${shown}</a>`
    : `<i>${shown}</i>`;
}
