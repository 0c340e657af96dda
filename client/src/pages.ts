interface Page {
  readonly more?: true;
}

/**
 * What a list has, one by one, asked for page by page: the next one from the last of the one before on, or from
 * where the page itself says.
 */
export async function* pages<P extends Page, T, From = T>(
  ask: (from: From | undefined) => Promise<P>,
  items: (page: P) => readonly T[],
  next = (page: P): From | undefined => items(page).at(-1) as From | undefined,
): AsyncGenerator<T, void, undefined> {
  let from: From | undefined;
  let page: P;
  do {
    page = await ask(from);
    yield* items(page);
    from = next(page);
  } while (page.more && from !== undefined);
}
