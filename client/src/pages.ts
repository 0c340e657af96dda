interface Page {
  readonly more?: true;
}

/** What a list has, one by one, asked for page by page: the next one after the last of the one before. */
export async function* pages<P extends Page, T>(
  ask: (last: T | undefined) => Promise<P>,
  items: (page: P) => readonly T[],
): AsyncGenerator<T, void, undefined> {
  let last: T | undefined;
  let page: P;
  do {
    page = await ask(last);
    yield* items(page);
    last = items(page).at(-1);
  } while (page.more && last !== undefined);
}
