/** Whether somebody looks at the page: it is in front, and has the keyboard. To be made while a component is. */
export class Looks {
  #isLooking = $state(look());

  constructor() {
    $effect(() => {
      const update = () => {
        this.#isLooking = look();
      };
      const stop = new AbortController();
      const { signal } = stop;
      addEventListener('focus', update, { signal });
      addEventListener('blur', update, { signal });
      document.addEventListener('visibilitychange', update, { signal });
      return () => stop.abort();
    });
  }

  get isLooking(): boolean {
    return this.#isLooking;
  }
}

function look(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
