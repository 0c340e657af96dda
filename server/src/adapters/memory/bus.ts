import type { Bus, Event } from '../../ports/bus.ts';

/** The bus of a single node: what is published in one turn of the event loop is delivered after it. */
export function memoryBus(): Bus {
  const deliveries: ((event: Event) => void)[] = [];
  let published: Event[] = [];

  function deliver(): void {
    const events = published;
    published = [];
    for (const event of events) for (const delivery of deliveries) delivery(event);
  }

  return {
    publish(event) {
      if (published.length === 0) setImmediate(deliver);
      published.push(event);
    },
    subscribe(delivery) {
      deliveries.push(delivery);
    },
  };
}
