import type { Page } from 'playwright-core';

/** What of a page's own things the measurements use there; the program itself has none of them. */
export interface Inside {
  readonly document: { querySelector(what: string): { readonly textContent: string } | null } & {
    querySelectorAll(what: string): { readonly length: number };
  };
  requestAnimationFrame(act: (now: number) => void): void;
  painted(isThere: () => boolean): Promise<number>;
}

/**
 * Measures in the page, by its own clock: `window.painted(isThere)` resolves with the time at which what `isThere`
 * looks for was painted.
 */
export async function watchPaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { requestAnimationFrame } = globalThis as unknown as Inside;
    const painted = (isThere: () => boolean) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!isThere()) return void requestAnimationFrame(look);
          // A task after the frame that has it: by then the frame has been painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(0);
        };
        requestAnimationFrame(look);
      });
    Object.assign(globalThis, { painted });
  });
}
