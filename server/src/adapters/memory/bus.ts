import type { Bus, Event } from '../../ports/bus.ts';

/** The bus of a single node: what is published in one turn of the event loop is delivered after it. */
export function memoryBus(): Bus {
  const deliveries: ((event: Event) => void)[] = [];
  let published: Event[] = [];
  let waiting: (() => void)[] = [];

  function deliver(): void {
    const [events, settled] = [published, waiting];
    published = [];
    waiting = [];
    for (const event of events) for (const delivery of deliveries) delivery(event);
    for (const resolve of settled) resolve();
  }

  return {
    publish(event) {
      if (published.length === 0) setImmediate(deliver);
      published.push(event);
    },
    settled() {
      if (published.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    subscribe(delivery) {
      deliveries.push(delivery);
    },
  };
}
