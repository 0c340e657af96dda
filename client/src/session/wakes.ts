interface Events {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

interface Page extends Events {
  readonly visibilityState?: string;
}

/** Where there is a page: when the network is back, or somebody looks at it again. */
export function onWake(wake: () => void): () => void {
  const world = globalThis as unknown as Events & { readonly document?: Page };
  const { document } = world;
  const look = () => {
    if (document?.visibilityState === 'visible') wake();
  };
  world.addEventListener?.('online', wake);
  document?.addEventListener?.('visibilitychange', look);
  return () => {
    world.removeEventListener?.('online', wake);
    document?.removeEventListener?.('visibilitychange', look);
  };
}
