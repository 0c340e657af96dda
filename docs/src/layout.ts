import { type Html, html } from './html.ts';
import { DOCUMENT, MESSAGES_PAGE, RULES_PAGE } from './links.ts';

export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly inside?: readonly Entry[];
}

interface Page {
  readonly address: string;
  readonly title: string;
  readonly contents: readonly Entry[];
  readonly body: Html;
}

/** What all pages have around them. They need no script. */
export function layout({ address, title, contents, body }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${STYLE}">
</head>
<body>
<header>
<div>
<a class="home" href="/">Chateau</a>
<nav aria-label="Pages">
${link(RULES_PAGE, 'Rules', address)}
${link(MESSAGES_PAGE, 'Messages', address)}
<a href="${DOCUMENT}">AsyncAPI</a>
</nav>
</div>
</header>
<div class="columns">
<nav class="contents" aria-label="Contents">
${list(contents)}
</nav>
<main>
${body}
</main>
</div>
</body>
</html>
`;
  return page.text;
}

export const STYLE = '/docs/style.css';

function link(address: string, title: string, present: string): Html {
  const current = address === present ? html` aria-current="page"` : html``;
  return html`<a href="${address}"${current}>${title}</a>`;
}

function list(entries: readonly Entry[]): Html {
  const items = entries.map(({ id, title, inside = [] }) => {
    const nested = inside.length > 0 ? list(inside) : html``;
    return html`<li><a href="#${id}">${title}</a>${nested}</li>`;
  });
  return html`<ul>${items}</ul>`;
}
