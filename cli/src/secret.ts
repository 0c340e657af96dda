import { emitKeypressEvents } from 'node:readline';

/**
 * A line that is not shown while it is typed; from a pipe, its first line. `undefined` at the end of the input, or
 * after Ctrl-C or Ctrl-D.
 */
export async function askSecret(prompt: string): Promise<string | undefined> {
  return process.stdin.isTTY ? typed(prompt) : piped();
}

/** A password that somebody chooses: typed twice alike. `undefined`: none is given, so that one is made. */
export async function newSecret(prompt: string): Promise<string | undefined> {
  for (;;) {
    const secret = await askSecret(prompt);
    if (secret === undefined || secret === '') return undefined;
    if (!process.stdin.isTTY || (await askSecret('Once more')) === secret) return secret;
    console.error('The two are not the same. Again:');
  }
}

async function typed(prompt: string): Promise<string | undefined> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  // Before anybody is asked, as the terminal itself shows what is typed until then.
  stdin.setRawMode(true);
  process.stderr.write(`${prompt}: `);
  stdin.resume();
  const line = await new Promise<string | undefined>((resolve) => {
    let secret = '';
    const press = (text: string | undefined, key: { name?: string; ctrl?: boolean }) => {
      const isEnd = key.ctrl && (key.name === 'c' || key.name === 'd');
      if (isEnd || key.name === 'return' || key.name === 'enter') {
        stdin.off('keypress', press);
        resolve(isEnd ? undefined : secret);
      } else if (key.name === 'backspace') secret = [...secret].slice(0, -1).join('');
      else if (text !== undefined && !key.ctrl) secret += text;
    };
    stdin.on('keypress', press);
  });
  stdin.setRawMode(false);
  stdin.pause();
  process.stderr.write('\n');
  return line;
}

async function piped(): Promise<string | undefined> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text === '' ? undefined : text.split(/\r?\n/)[0];
}
