import { expect, test } from 'bun:test';
import { Virtualizer } from '@tanstack/virtual-core';
import { type Anchor, anchorIn, keep } from './anchor.ts';

type Row = readonly [key: string, height: number];

const SCREEN = 100;

/** A list whose rows have never been drawn, with a screen of 100 pixels at that offset. */
class Scene {
  #rows: readonly Row[];
  readonly list: Virtualizer<HTMLElement, HTMLElement>;

  constructor(rows: readonly Row[], offset: number) {
    this.#rows = rows;
    this.list = new Virtualizer<HTMLElement, HTMLElement>(this.#options(true));
    this.list.scrollRect = { width: SCREEN, height: SCREEN };
    this.list.scrollOffset = offset;
  }

  /** What keeps the reader's place, and where that is, when these rows are there instead. */
  become(rows: readonly Row[], isFollowed = true): readonly unknown[] {
    const anchor = anchorIn(this.list) as Anchor;
    this.#rows = rows;
    this.list.setOptions(this.#options(isFollowed));
    return [keep(this.list, anchor), this.list.scrollOffset];
  }

  #options(followOnAppend: boolean) {
    const rows = this.#rows;
    return {
      count: rows.length,
      getItemKey: (at: number) => rows[at]?.[0] ?? at,
      estimateSize: (at: number) => rows[at]?.[1] ?? 0,
      getScrollElement: () => null,
      scrollToFn: () => {},
      observeElementRect: () => {},
      observeElementOffset: () => {},
      scrollEndThreshold: 60,
      followOnAppend,
    };
  }
}

/** Rows of 20 pixels each. */
const rowsOf = (keys: string): readonly Row[] => [...keys].map((key) => [key, 20]);
const with30 = (keys: string, one: string): readonly Row[] =>
  rowsOf(keys).map((row) => (row[0] === one ? [one, 30] : row));

test('whoever is close to the end stays as close when others become higher', () => {
  const higher = with30('aBcdefghij', 'B');
  for (const isFollowed of [true, false]) {
    const scene = new Scene(rowsOf('abcdefghij'), 50);
    expect(scene.become(higher, isFollowed)).toEqual(['offset', 60]);
  }
  expect(new Scene(rowsOf('abcdefghij'), 100).become(higher, false)).toEqual(['offset', 110]);
});

test('whoever is at the end, and follows, is led to where it turns out to be', () => {
  const scene = new Scene(rowsOf('abcdefghij'), 100);
  expect(scene.become(with30('aBcdefghij', 'B'))).toEqual(['end', 100]);
});

test('whoever is further up keeps the row before them', () => {
  const scene = new Scene(rowsOf('abcdefghij'), 30);
  expect(scene.become(with30('abcdefghIj', 'I'))).toEqual([undefined, 30]);
  expect(scene.become(with30('aBcdefghIj', 'a'))).toEqual(['offset', 40]);
});

test('the last one becomes another: the end is where it ends, for whoever follows', () => {
  const rows = rowsOf('abcdefghij');
  const now = with30('abcdefghiJ', 'J');
  expect(new Scene(rows, 100).become(now)).toEqual(['end', 100]);
  expect(new Scene(rows, 100).become(now, false)).toEqual([undefined, 100]);
  expect(new Scene(rows, 30).become(now)).toEqual([undefined, 30]);
});

test('one more before the last one is followed, too', () => {
  const scene = new Scene(rowsOf('abcdefghij'), 100);
  expect(scene.become(rowsOf('abcdefghiIj'))).toEqual(['end', 100]);
});

test('one more at the end is left to the list, and so are rows that have slid where nobody follows', () => {
  const rows = rowsOf('abcdefghij');
  expect(new Scene(rows, 100).become(rowsOf('abcdefghijk'))).toEqual([undefined, 100]);
  expect(new Scene(rows, 100).become(rowsOf('bcdefghijk'), false)).toEqual([undefined, 100]);
});

test('whoever is sent somewhere at the moment is left alone', () => {
  const scene = new Scene(rowsOf('abcdefghij'), 100);
  scene.list.scrollElement = { scrollTop: 0 } as HTMLElement;
  expect(scene.become(with30('aBcdefghij', 'B'))).toEqual([undefined, 100]);
});

test('nobody is anywhere in a list without rows', () => {
  expect(anchorIn(new Scene([], 0).list)).toBeUndefined();
});
