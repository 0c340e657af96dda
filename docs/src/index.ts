import { readFileSync } from 'node:fs';
import { asyncapi } from '@chateau/protocol/asyncapi';
import { layout, STYLE } from './layout.ts';
import { DOCUMENT, MESSAGES_PAGE, RULES_PAGE } from './links.ts';
import { rendered } from './markdown.ts';
import { contents, reference } from './reference.ts';
import { PROTOCOL } from './rules.ts';

export { rules } from './rules.ts';

export interface Document {
  readonly type: string;
  readonly body: string;
}

const HTML = 'text/html; charset=utf-8';

/** The protocol for programs and for people, by where a server has it. */
export function documents(): Record<string, Document> {
  return {
    [DOCUMENT]: { type: 'application/json', body: JSON.stringify(asyncapi(), null, 1) },
    [RULES_PAGE]: { type: HTML, body: rulesPage() },
    [MESSAGES_PAGE]: { type: HTML, body: messagesPage() },
    [STYLE]: {
      type: 'text/css; charset=utf-8',
      body: readFileSync(new URL('./style.css', import.meta.url), 'utf8'),
    },
  };
}

function rulesPage(): string {
  const { body, headings } = rendered(PROTOCOL);
  return layout({ address: RULES_PAGE, title: 'The Chateau protocol', contents: headings, body });
}

function messagesPage(): string {
  const title = 'Messages of the Chateau protocol';
  return layout({ address: MESSAGES_PAGE, title, contents, body: reference() });
}
