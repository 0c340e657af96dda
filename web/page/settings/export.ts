import { chateau } from '../state/chateau.svelte.ts';

/** All that the server has of the person, a line of JSON for each thing. */
export async function exported(progress: (count: number) => void): Promise<string[]> {
  const all: string[] = [];
  let after: number | undefined;
  for (;;) {
    const page = await chateau.client.request({ type: 'ExportRequest', after });
    all.push(...page.lines);
    progress(all.length);
    if (!page.more) return all;
    after = page.position;
  }
}

export function download(lines: readonly string[]): void {
  const text = lines.map((line) => `${line}\n`);
  const address = URL.createObjectURL(new Blob(text, { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `chateau-${chateau.me?.username ?? ''}.jsonl`;
  link.click();
  // The browser has to have begun with it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
