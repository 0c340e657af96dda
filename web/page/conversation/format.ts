/** A text with what is selected of it. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Puts a mark on both sides of what is selected, or takes it off. */
export function wrapped({ text, start, end }: Selected, mark: string): Selected {
  const [before, inside, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (before.endsWith(mark) && after.startsWith(mark)) {
    return {
      text: before.slice(0, -mark.length) + inside + after.slice(mark.length),
      start: start - mark.length,
      end: end - mark.length,
    };
  }
  const next = before + mark + inside + mark + after;
  return { text: next, start: start + mark.length, end: end + mark.length };
}

/** What is selected becomes the words of a link, and where it leads is to be written next. */
export function linked({ text, start, end }: Selected): Selected {
  const inside = text.slice(start, end);
  const next = `${text.slice(0, start)}[${inside}](https://)${text.slice(end)}`;
  const place = inside === '' ? start + 1 : start + inside.length + 3 + 'https://'.length;
  return { text: next, start: place, end: place };
}
