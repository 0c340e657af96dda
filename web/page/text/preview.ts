/** What of Markdown would only be noise in one line. */
const SIGNS = /```\w*|\*\*|__|`|^\s*>\s?/gm;

/** A message as one line of plain text. */
export function previewOf(content: string): string {
  return content.replace(SIGNS, '').replace(/\s+/g, ' ').trim();
}
