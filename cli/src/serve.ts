import { serve as run } from '@chateau/server';

/** Gives the exit code when the server has ended; the server itself says what happens. */
export function serve(options: { config?: string }): Promise<number> {
  return run(options);
}
