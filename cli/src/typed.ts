/** What a person typed in the chat, understood. */
export type Typed =
  | { readonly do: 'nothing' | 'help' | 'quit' }
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'list'; readonly prefix?: string }
  | { readonly do: 'message'; readonly to: string; readonly text?: string }
  | { readonly do: 'group'; readonly name: string; readonly members: readonly string[] }
  | { readonly do: 'random'; readonly text?: string }
  | { readonly do: 'complain'; readonly about: string };

export const HELP = `/list [BEGINNING]         who is online
/msg NAME                 talk to a person or a group from now on
/msg NAME TEXT            say something there, without moving
/group NAME MEMBER …      start a group and move there
/random [TEXT]            talk to somebody picked at random
/help                     this
/quit                     leave
Anything else is said where you are; //text says /text. A name with spaces goes in "quotes".`;

export function understand(line: string): Typed {
  const text = line.trim();
  if (text === '') return { do: 'nothing' };
  if (text.startsWith('//')) return { do: 'say', text: text.slice(1) };
  if (!text.startsWith('/')) return { do: 'say', text };
  const [command, rest] = cut(text);
  switch (command.toLowerCase()) {
    case '/list':
      return rest === '' ? { do: 'list' } : { do: 'list', prefix: unquoted(rest) };
    case '/msg':
      return message(rest);
    case '/group':
      return group(rest);
    case '/random':
      return rest === '' ? { do: 'random' } : { do: 'random', text: rest };
    case '/help':
      return { do: 'help' };
    case '/quit':
      return { do: 'quit' };
    default:
      return { do: 'complain', about: `There is no ${command}. /help lists what there is.` };
  }
}

function message(rest: string): Typed {
  const [name, text] = cut(rest);
  if (name === '') return { do: 'complain', about: 'To whom? /msg NAME TEXT, or /msg NAME.' };
  const to = unquoted(name);
  return text === '' ? { do: 'message', to } : { do: 'message', to, text };
}

function group(rest: string): Typed {
  const names: string[] = [];
  for (let [name, more] = cut(rest); name !== ''; [name, more] = cut(more)) {
    names.push(unquoted(name));
  }
  const [name, ...members] = names;
  if (name === undefined || members.length === 0) {
    return { do: 'complain', about: 'With whom? /group NAME MEMBER MEMBER …' };
  }
  return { do: 'group', name, members };
}

/** The first word, or the first name in quotes with its quotes, and what comes after it. */
function cut(text: string): [first: string, rest: string] {
  const first = /^"[^"]*"(?=\s|$)|^\S+/.exec(text)?.[0] ?? '';
  return [first, text.slice(first.length).trim()];
}

function unquoted(name: string): string {
  return /^".*"$/.test(name) ? name.slice(1, -1) : name;
}
