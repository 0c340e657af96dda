import MarkdownIt, { type Token } from 'markdown-it';

/** A message's text as a tree. It becomes components, never a string of HTML. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'mention'; readonly name: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'fence'; readonly text: string; readonly language: string }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Node[] }
  | { readonly kind: Inside; readonly children: readonly Node[] };

type Inside = 'paragraph' | 'quote' | 'bullets' | 'numbers' | 'item' | 'strong' | 'em' | 'strike';

const INSIDE: Readonly<Record<string, Inside>> = {
  paragraph_open: 'paragraph',
  blockquote_open: 'quote',
  bullet_list_open: 'bullets',
  ordered_list_open: 'numbers',
  list_item_open: 'item',
  strong_open: 'strong',
  em_open: 'em',
  s_open: 'strike',
};

/** Quotes in quotes, at most. */
const NESTED = 12;
const CACHED = 500;
/** What nothing of the grammar begins with, and no line of a list and no address. Most messages are nothing else. */
const PLAIN = /^(?!\s*(?:[-+]|\d+[.)])(?:\s|$))(?!.*(?::\/|mailto:|\/\/))[^*_`~>[\]<\\@\n]*$/i;
/** What ends a sentence may follow a name, and is not of it. */
const MENTION =
  /(^|[^\p{L}\p{N}_])@([\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]{0,30}[\p{L}\p{M}\p{N}])?)/gu;

const grammar = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: NESTED });
// People write `#1` and lines of dashes without meaning headings, and entities as what they are.
grammar.disable(['heading', 'lheading', 'hr', 'code', 'table', 'reference', 'image', 'entity']);
grammar.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
grammar.validateLink = isSafe;
// Names that look like others stay in the letters that they are in on the wire.
grammar.normalizeLinkText = (url) => url;

const cache = new Map<string, readonly Node[]>();

export function parse(text: string): readonly Node[] {
  if (PLAIN.test(text)) return [{ kind: 'paragraph', children: [{ kind: 'text', text }] }];
  const known = cache.get(text);
  if (known) return known;
  const nodes = tree(grammar.parse(text, {}));
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value ?? '');
  cache.set(text, nodes);
  return nodes;
}

/** The words, of a text that is one paragraph of nothing else. */
export function plainOf([first, second]: readonly Node[]): string | undefined {
  if (first?.kind !== 'paragraph' || second) return undefined;
  const [words, more] = first.children;
  return words?.kind === 'text' && !more ? words.text : undefined;
}

/** Where a link may lead: nowhere that runs something, and nowhere that pretends to be somewhere else. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username } = new URL(address);
  return /^(?:https?|mailto):$/.test(protocol) && (username === '' || protocol === 'mailto:');
}

function tree(tokens: readonly Token[]): readonly Node[] {
  const top: Node[] = [];
  const open: Node[][] = [top];
  for (const token of tokens) {
    const siblings = open.at(-1) ?? top;
    if (token.nesting === -1) open.pop();
    else if (token.nesting === 1) {
      const children: Node[] = [];
      siblings.push(holder(token, children));
      open.push(children);
    } else siblings.push(...leaves(token));
  }
  return top;
}

function holder(token: Token, children: readonly Node[]): Node {
  if (token.type === 'link_open')
    return { kind: 'link', href: String(token.attrGet('href') ?? ''), children };
  return { kind: INSIDE[token.type] ?? 'paragraph', children };
}

function leaves(token: Token): readonly Node[] {
  switch (token.type) {
    case 'inline':
      return tree(token.children ?? []);
    case 'softbreak':
    case 'hardbreak':
      return [{ kind: 'break' }];
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'fence':
      return [{ kind: 'fence', text: token.content, language: token.info.split(/\s/)[0] ?? '' }];
    default:
      return withMentions(token.content);
  }
}

function withMentions(text: string): readonly Node[] {
  if (!text.includes('@')) return text === '' ? [] : [{ kind: 'text', text }];
  const nodes: Node[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    const start = match.index + (match[1] ?? '').length;
    if (start > from) nodes.push({ kind: 'text', text: text.slice(from, start) });
    nodes.push({ kind: 'mention', name: match[2] ?? '' });
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push({ kind: 'text', text: text.slice(from) });
  return nodes;
}

/** At most five emoji and nothing else: they are shown large. */
export function isEmojiOnly(text: string): boolean {
  // Letters rule it out sooner than the long pattern does; one of them is an emoji.
  if (text.length > 60 || /[\p{L}--ℹ]/v.test(text)) return false;
  const bare = text.replaceAll(/\s/g, '');
  return /^(?:\p{RGI_Emoji}){1,5}$/v.test(bare);
}
