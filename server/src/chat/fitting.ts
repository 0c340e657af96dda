/** The first ones, as many as fit into so many bytes of JSON. */
export function fitting<T>(items: readonly T[], bytes: number): T[] {
  let room = bytes;
  const end = items.findIndex((item) => {
    room -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return room < 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}
