/** The first ones, as many as fit into so many bytes of JSON. */
export function fitting<T>(items: readonly T[], bytes: number): T[] {
  // Most often all do: measured at once that takes less than one by one.
  if (sizeOf(items) <= bytes) return [...items];
  let room = bytes;
  const end = items.findIndex((item) => {
    room -= sizeOf(item) + 1;
    return room < 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
