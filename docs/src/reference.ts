import {
  AREAS,
  answerTo,
  examplesOf,
  isAnswer,
  isPushed,
  isRequest,
  type JsonSchema,
  type MessageType,
  payloadOf,
  sentenceOf,
} from '@chateau/protocol/asyncapi';
import { choicesOf, type Field, fieldsOf, formsOf } from './fields.ts';
import { frameBlock } from './frame.ts';
import { type Html, html } from './html.ts';
import type { Entry } from './layout.ts';
import { isMessageType } from './links.ts';
import { inline } from './markdown.ts';

/** The page of messages: what each is for, what it is made of, and one as it went over a socket. */

const areas = Object.entries(AREAS)
  .map(([id, { title, messages }]) => {
    return { id, title, types: Object.keys(messages).filter(isMessageType) };
  })
  .filter(({ types }) => types.length > 0);

export const contents: readonly Entry[] = areas.map(({ id, title, types }) => ({
  id,
  title,
  inside: types.map((type) => ({ id: type, title: type })),
}));

export function reference(): Html {
  return html`<h1>Messages</h1>
<p>Every message that a client may send and everything that a server says. <a href="/docs">The rules</a> tell
what they mean in detail, and what is refused with which code.</p>
<p>All have a <code>type</code>. A request may carry a <code>msg_id</code>, a string of at most 64 characters or
an integer, and its answer carries the same one. Fields that are not listed are to be ignored. The frames below
were recorded from a server at work; ids, tokens and times were replaced.</p>
${areas.map(area)}`;
}

function area({ id, title, types }: (typeof areas)[number]): Html {
  return html`<h2 id="${id}">${title}${anchor(id)}</h2>
<ul class="jump">${types.map((type) => html`<li><a href="#${type}">${type}</a></li>`)}</ul>
${types.map(message)}`;
}

function message(type: MessageType): Html {
  const payload = payloadOf(type);
  const forms = formsOf(payload);
  return html`<section id="${type}">
<h3>${type} ${kindsOf(type).map((kind) => html`<span class="kind">${kind}</span>`)}${anchor(type)}</h3>
<p>${inline(sentenceOf(type))}${answered(type)}</p>
${forms.map((form) => fields(form, forms.length > 1))}
${choice(payload)}
${examplesOf(type).map((example) => frameBlock(JSON.stringify(example, null, 2)))}
</section>
`;
}

function kindsOf(type: MessageType): string[] {
  if (isRequest(type)) return ['request'];
  return [
    ...(isAnswer(type) ? ['answer'] : []),
    ...(isPushed(type) ? ['pushed'] : []),
    ...(type === 'ErrorResponse' ? ['refusal'] : []),
  ];
}

function answered(type: MessageType): Html {
  return isRequest(type) ? html` Answered by ${inline(`\`${answerTo(type)}\``)}.` : html``;
}

function fields(form: JsonSchema, isOneOfSome: boolean): Html {
  const rows = fieldsOf(form).map(row);
  if (rows.length === 0) return html`<p class="none">No fields of its own.</p>`;
  const status = form.properties?.['status']?.const;
  const caption = isOneOfSome ? html`<caption>With status ${String(status)}</caption>` : html``;
  return html`<table class="fields">${caption}
<thead><tr><th>Field</th><th>Type</th><th>Presence</th><th>Meaning</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function row({ name, depth, type, isRequired, meaning }: Field): Html {
  const presence = isRequired ? 'required' : 'optional';
  return html`<tr class="depth-${depth}"><td><code>${name}</code></td><td>${type}</td>
<td class="${presence}">${presence}</td>
<td>${inline(meaning)}</td></tr>
`;
}

/** “Needs `chat`, or `chatname`.” */
function choice(payload: JsonSchema): Html {
  const sets = choicesOf(payload).map((names) => names.map((name) => `\`${name}\``).join(' and '));
  return sets.length > 0 ? html`<p>Needs ${inline(sets.join(', or '))}.</p>` : html``;
}

function anchor(id: string): Html {
  return html`<a class="anchor" href="#${id}" aria-label="Link to this part">#</a>`;
}
