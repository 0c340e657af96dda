import { ERRORS } from '@chateau/protocol';
import markdownIt, { type Token } from 'markdown-it';
import { frameBlock } from './frame.ts';
import { Html } from './html.ts';
import { code } from './links.ts';

/** The page of the protocol as HTML, with a place to point at for every heading, rule and code. */

export interface Heading {
  readonly id: string;
  readonly title: string;
}

const markdown = markdownIt({ html: false });

export function rendered(source: string): { body: Html; headings: Heading[] } {
  const tokens = withoutContents(markdown.parse(source, {}));
  for (const [index, token] of tokens.entries())
    markPlace(token, tokens.slice(index + 1, index + 3));
  const headings = tokens.flatMap((token, index) => {
    const title = tokens[index + 1]?.content ?? '';
    return token.type === 'heading_open' && token.tag === 'h2' ? [{ id: idOf(title), title }] : [];
  });
  return { body: new Html(markdown.renderer.render(tokens, markdown.options, {})), headings };
}

/** A sentence, with its code and its links. */
export function inline(sentence: string): Html {
  return new Html(markdown.renderInline(sentence));
}

const { rules } = markdown.renderer;
rules['code_inline'] = (tokens, index) => code(tokens[index]?.content ?? '');
rules['fence'] = (tokens, index) => frameBlock(tokens[index]?.content ?? '').text;
rules['table_open'] = () => '<div class="wide"><table>';
rules['table_close'] = () => '</table></div>';
rules['heading_close'] = (tokens, index) => {
  if (tokens[index]?.tag === 'h1') return '</h1>';
  const { content = '' } = tokens[index - 1] ?? {};
  const anchor = `<a class="anchor" href="#${idOf(content)}" aria-label="Link to this part">#</a>`;
  return `${anchor}</${tokens[index]?.tag}>`;
};

/** The pages have contents of their own. */
function withoutContents(tokens: Token[]): Token[] {
  const at = tokens.findIndex(({ content }) => content.startsWith('Contents:'));
  return tokens.filter((_, index) => at < 0 || Math.abs(index - at) > 1);
}

function markPlace(token: Token, [next, second]: Token[]): void {
  if (token.type === 'heading_open') token.attrSet('id', idOf(next?.content ?? ''));
  if (token.type === 'list_item_open') markRule(token, next, second);
  if (token.type === 'tr_open') markRow(token, second);
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** `- **login.3** …`: the number becomes the place, and leads to it. */
function markRule(item: Token, paragraph?: Token, sentence?: Token): void {
  // A list with a blank line in it would have other distances than one without.
  if (paragraph) paragraph.hidden = true;
  const id = /^\*\*([a-z]+\.\d+)\*\*/.exec(sentence?.content ?? '')?.[1];
  const open = sentence?.children?.find(({ type }) => type === 'strong_open');
  const close = sentence?.children?.find(({ type }) => type === 'strong_close');
  if (!id || !open || !close) return;
  item.attrSet('id', id);
  item.attrSet('class', 'rule');
  open.tag = close.tag = 'a';
  open.attrSet('href', `#${id}`);
}

/** A row that begins with the code of a refusal or of a close. */
function markRow(row: Token, cell?: Token): void {
  const word = cell?.content.replaceAll('`', '') ?? '';
  if (Object.hasOwn(ERRORS, word) || /^\d{4}$/.test(word)) row.attrSet('id', word);
}
