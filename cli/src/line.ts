import { createInterface } from 'node:readline/promises';

/** A line that is shown while it is typed; from a pipe, its first line. Empty at the end of the input. */
export async function askLine(prompt: string): Promise<string> {
  const { stdin: input, stderr: output } = process;
  const readline = createInterface({ input, output, terminal: Boolean(input.isTTY) });
  const ended = new Promise<string>((resolve) => readline.once('close', () => resolve('')));
  try {
    return await Promise.race([readline.question(`${prompt}: `), ended]);
  } finally {
    readline.close();
  }
}
