/** What the promise gives, unless the signal ends the waiting first. */
export function until<T>(over: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(over.reason);
    if (over.aborted) end();
    over.addEventListener('abort', end);
    promise.then(resolve, reject);
  });
}
