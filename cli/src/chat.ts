import { Ended, Link } from './link.ts';
import { Talk } from './talk.ts';
import { Terminal } from './terminal.ts';
import { understand } from './typed.ts';

/** A plain client: reads what is typed or piped in, shows what is said. Gives the exit code. */
export async function chat(name: string | undefined, { url }: { url: string }): Promise<number> {
  const terminal = new Terminal();
  try {
    const first = name ?? (await askName(terminal));
    if (first === undefined) return 0;
    const { link, talk } = connect(terminal, url, first);
    await Promise.race([link.run(), converse(terminal, link, talk)]);
    return 0;
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    terminal.close();
    console.error(error.message);
    return 1;
  } finally {
    terminal.close();
  }
}

function connect(terminal: Terminal, url: string, name: string) {
  const say = (text: string) => terminal.say(text);
  const link: Link = new Link(url, name, {
    say,
    receive: (frame) => talk.receive(frame),
    // In a pipe, the line after a refused name is no name but something to be said.
    askName: async () => (terminal.interactive ? await askName(terminal) : undefined),
  });
  const talk: Talk = new Talk({ say, ask: (frame) => link.ask(frame), id: () => link.me?.id });
  return { link, talk };
}

async function converse(terminal: Terminal, link: Link, talk: Talk): Promise<void> {
  await link.up;
  let last: Promise<void> = Promise.resolve();
  for (;;) {
    const line = await terminal.next(() => talk.prompt);
    if (line === undefined) break;
    const typed = understand(line);
    if (typed.do === 'quit') return;
    last = talk.take(typed);
    // One after the other. But without a connection, what is typed waits and /quit does not.
    await Promise.race([last, link.down]);
  }
  // At the end of a pipe all of it has to be said; at a terminal, Ctrl-D is /quit.
  if (!terminal.interactive) await last;
}

async function askName(terminal: Terminal): Promise<string | undefined> {
  for (;;) {
    const line = await terminal.next(() => 'What do you want to be called? ');
    const name = line?.trim();
    if (name !== '') return name;
  }
}
