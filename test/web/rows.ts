import type { Chat } from '@chateau/client';
import { type Meeting, until, type Visitor } from './visitor.ts';

/** Somebody at the end of a conversation of that many lines, with the pointer above it. */
export async function comeToLine(meeting: Meeting, last: number): Promise<[Visitor, Chat]> {
  const [alice, aliceName] = await meeting.come('alice');
  const [bob, bobName] = await meeting.program('bob');
  const chat = await bob.direct(aliceName);
  for (let n = 1; n <= last; n++) await chat.send(`line ${n}`);
  await alice.open(bobName);
  await alice.button('Jump to latest').click();
  await alice.sees(`line ${last}`);
  await alice.page.mouse.move(700, 400);
  return [alice, chat];
}

interface Place {
  readonly top: number;
  readonly bottom: number;
}

/** Resolves when each row begins where the one before it ends, to the pixel that the list rounds by. */
export function standClose({ log }: Visitor): Promise<void> {
  return until(async () => {
    const places = await log.locator('[data-index]').evaluateAll((rows) =>
      rows.map((row): Place => {
        const { top, bottom } = row.getBoundingClientRect();
        return { top, bottom };
      }),
    );
    const gaps = places.slice(1).map(({ top }, index) => top - (places[index] as Place).bottom);
    return gaps.length > 0 && gaps.every((gap) => Math.abs(gap) < 1);
  });
}

/** Of all rows, those too that are not there. */
export function lengthOf({ log }: Visitor): Promise<number> {
  return log
    .locator('.lines')
    .evaluate(({ style }: HTMLElement) => Number.parseFloat(style.height));
}

/** The first message that can be seen whole, and where it stands. */
export async function firstRow({ log }: Visitor): Promise<[seq: number, top: number]> {
  const edge = (await log.boundingBox())?.y ?? 0;
  for (const row of await log.getByRole('article').all()) {
    const top = (await row.boundingBox())?.y ?? 0;
    if (top >= edge) return [Number(await row.getAttribute('data-seq')), top];
  }
  throw new Error('No row can be seen.');
}

export async function topOf({ log }: Visitor, seq: number): Promise<number> {
  return (await log.locator(`[data-seq="${seq}"]`).boundingBox())?.y ?? Number.NaN;
}
